import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Reproducer } from '../audit/server/audit-record.ts';
import type { MechanismFigures } from '../audit/server/judge-audit.ts';
import { audited } from '../audit/server/testing/audited.ts';
import { USUAL_DIALECT } from '../engines/server/body.ts';
import { planLines, shownFigures, verdictWords } from './audit-server.ts';
import { auditJson } from './audit-server-json.ts';
import { auditLines } from './audit-server-lines.ts';
import { auditMarkdown } from './audit-server-markdown.ts';
import { reproducerScript } from './audit-server-script.ts';

/** What a server might say to whoever reads a report of it. */
const HOSTILE = '| `x` <script>alert(1)</script> \u202e\u001b[31m @everyone https://bad.example \n# head';

describe('the words of an audit', () => {
  it('say what differs, by how much, where first and how', async () => {
    const { record, judgement } = await audited({ inCompany: 1 });
    const text = auditLines(record, judgement).join('\n');
    expect(text).toContain('Answers differ by company.');
    expect(text).toMatch(/company: differs: (\d+) of \1, 100\.0 % \(\d+\.\d % to 100\.0 %\)/);
    expect(text).toMatch(/first at token 3: ' w\d+' \/ ' w\d+', margin 1 nats, perturbation/);
    expect(text).toMatch(/run to run: no difference seen in \d+ \(at most \d+\.\d % at 95 %\)/);
    expect(text).toMatch(/before and after a restart: no earlier report/);
  });

  it('show the share that they are told by, where log probabilities alone left', async () => {
    const { record, judgement } = await audited({ inCompany: 1 });
    const share = (differ: number) => ({ differ, of: 20, share: null, atMost: null });
    const level = (differ: number) => ({ treatment: share(differ), control: share(9), p: 1, corrected: 1 });
    const found: MechanismFigures = {
      ...judgement.mechanisms[0],
      ...{ verdict: 'not-apart', level: null, figures: { tokens: level(0), bits: level(10) } },
    };
    expect(shownFigures(found).treatment.differ).toBe(10);
    expect(verdictWords(found, record, judgement)).toContain('10 of 20 against 9 of 20');
  });

  it('call a fork at a margin of 0 a tie', async () => {
    const { record, judgement } = await audited({ inCompany: 1, margin: 0 });
    expect(auditLines(record, judgement).join('\n')).toContain('a tie: both were as likely');
  });

  it('say that a seed seems to be ignored', async () => {
    const { record, judgement } = await audited({ ignoresSeed: true });
    expect(auditLines(record, judgement).join(' ').replaceAll(/\s+/g, ' ')).toContain(
      'it seems to ignore seed',
    );
  });

  it('say what failed, and what was tried again', async () => {
    const { record, judgement } = await audited({ fails: (i) => i % 9 === 3 });
    const text = auditLines(record, judgement).join('\n');
    expect(text).toMatch(/\d+ requests failed \(server-error\): HTTP 500/);
    expect(text).toMatch(/\d+ tries after the first took part of the budget/);
  });

  it('tell the cost of each part and of all', async () => {
    const { plan } = await audited({});
    const lines = planLines(plan).join('\n');
    for (const { requests } of plan.phases) expect(lines).toContain(String(requests));
    expect(lines).toContain('at most 200 requests and 1,000,000 tokens');
  });
});

describe('the page for a maintainer', () => {
  it('has the table, what was sent and the script', async () => {
    const { record, judgement } = await audited({ inCompany: 1 });
    const page = auditMarkdown(record, judgement);
    expect(page).toContain('| company: the same request among others');
    expect(page).toContain('"temperature":0,"top_p":1,"top_k":-1');
    expect(page).toContain('```bash');
    expect(page).toContain('exits with 1 where the answers differ');
  });

  it('takes no hostile text for more than text', async () => {
    const { record, judgement } = await audited({ inCompany: 1, noLogprobs: true, text: HOSTILE });
    const page = auditMarkdown(
      { ...record, told: { version: HOSTILE }, model: HOSTILE, url: HOSTILE },
      judgement,
    );
    expect(page).not.toContain('\u202e');
    expect(page).not.toContain('\u001b');
    expect(page).not.toMatch(/^# head/m);
    expect(page.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '')).not.toContain('<script>');
  });

  it('keeps everything in JSON', async () => {
    const { record, judgement } = await audited({ inCompany: 1 });
    const json = JSON.parse(JSON.stringify(auditJson(record, judgement)));
    expect(json.verdicts).toHaveLength(record.mechanisms.length);
    expect(json.reproducerRequests.groups[0][0]).toMatchObject({
      path: '/completions',
      body: { model: 'simulated' },
    });
  });
});

describe('a reproducer as a script', () => {
  const ask = {
    prompt: { kind: 'text', text: `it's $HOME \`id\` ${HOSTILE}` },
    sampling: { temperature: 0, max_tokens: 4, logprobs: 1 } as Reproducer['groups'][0][0]['sampling'],
    stream: false,
    extra: {},
  } as const;
  const reproducer: Reproducer = {
    mechanism: 'company',
    groups: [
      [{ ...ask, compared: true }],
      [
        { ...ask, compared: true },
        { ...ask, compared: false },
      ],
    ],
    level: 'tokens',
    company: { before: 6, after: 1 },
    sent: 3,
    differed: 3,
  };
  const script = reproducerScript(
    { url: "http://x.test/v1'; id; '", model: 'm', dialect: USUAL_DIALECT },
    reproducer,
  );

  it('is bash of ASCII, in which nothing of a stranger runs', () => {
    expect(script).toMatch(/^[\x20-\x7e\n]+$/);
    expect(() => execFileSync('bash', ['-n'], { input: script })).not.toThrow();
  });

  it('tells curl what is asked as it is, and a key where no list of processes shows it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reproducer-'));
    try {
      const curl = join(folder, 'curl');
      const lines = ['#!/bin/bash', `printf '%s\\n' "$@" >>"${folder}/arguments"`, 'set -- "$@"'];
      const told = [`while [[ "$1" != @* ]]; do shift; done`, `cat "\${1#@}" >"${folder}/headers"`];
      writeFileSync(curl, [...lines, ...told, `echo '{"text": "a"}'`].join('\n'), { mode: 0o755 });
      const env = { PATH: `${folder}:${process.env.PATH}`, BATCHMATES_API_KEY: 'sk-secret' };
      expect(execFileSync('bash', ['-s'], { input: script, env, encoding: 'utf8' })).toBe(
        '1: a\n2: a\nequal\n',
      );
      const said = readFileSync(join(folder, 'arguments'), 'utf8');
      expect(said).not.toContain('sk-secret');
      expect(said).toContain("--url\nhttp://x.test/v1'; id; '/completions\n");
      expect(said).toContain(JSON.stringify(ask.prompt.text.slice(0, 20)).slice(0, -1));
      expect(readFileSync(join(folder, 'headers'), 'utf8')).toContain('Authorization: Bearer sk-secret\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('holds no key and takes one from the environment', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is bash's.
    expect(script).toContain('key=${BATCHMATES_API_KEY:-}');
  });
});
