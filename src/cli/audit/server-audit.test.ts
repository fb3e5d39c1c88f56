import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { greedySampling, planServerAudit } from '../../audit/server/audit-plan.ts';
import { defaultPrompts } from '../../audit/server/audit-prompts.ts';
import { judgeAudit } from '../../audit/server/judge-audit.ts';
import { runServerAudit } from '../../audit/server/run-audit.ts';
import { reproducerScript } from '../../report/audit-server-script.ts';
import { openModelServer } from '../testing/model-server.ts';
import { serverAudit } from './server-command.ts';
import { askOf, placesOf } from './server-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'server-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();

/** An audit of company alone, as `lab audit server` makes it. */
async function audited(url: string) {
  const { server } = await placesOf({ url, 'key-env': 'NO_SUCH_KEY' }, signal);
  const plan = planServerAudit({
    prompts: defaultPrompts('text').slice(0, 2),
    budget: { requests: 56, tokens: 1e6 },
    // Long enough for requests that are sent at once to be computed at once.
    sampling: greedySampling(12, server.server),
    seed: 1,
    mechanisms: ['company'],
  });
  const began = '2026-01-01T00:00:00Z';
  const record = await runServerAudit(plan, {
    url,
    model: server.place.model,
    ask: askOf(server, signal),
    began,
  });
  return { record, judgement: judgeAudit(record) };
}

describe('lab serve under an audit', () => {
  it('differs in company under variant, as its reproducer shows by itself', async () => {
    const { url, close } = await openModelServer('nano', 'variant');
    try {
      const { record, judgement } = await audited(url);
      expect(judgement.mechanisms).toMatchObject([{ mechanism: 'company', verdict: 'differs' }]);
      expect(record.reproducer).not.toBeNull();
      const path = join(folder, 'reproducer.sh');
      writeFileSync(path, reproducerScript(record, record.reproducer!));
      const ran = await promisify(execFile)('bash', [path]).catch((error) => error as { stdout: string });
      // Company comes when it comes: now and then it arrives between two steps.
      expect(ran.stdout).toMatch(
        /^1: .+\n2: .+\n(the texts (differ|are equal, log probabilities differ)|equal)\n$/,
      );
    } finally {
      await close();
    }
  });

  it('is not seen to differ under invariant', async () => {
    const { url, close } = await openModelServer('nano', 'invariant');
    try {
      const { record, judgement } = await audited(url);
      expect(judgement.mechanisms).toMatchObject([{ mechanism: 'company', verdict: 'none-seen' }]);
      expect(judgement.bits).toBe(true);
      expect(record.reproducer).toBeNull();
    } finally {
      await close();
    }
  });
});

describe('a second endpoint', () => {
  it('is given the first one’s key where it is of the same origin, else its own alone', async () => {
    process.env.FIRST_KEY = 'first-secret';
    process.env.SECOND_KEY = 'second-secret';
    const keyOf = async (twin: string, more: object = {}) => {
      const places = { url: 'http://127.0.0.1:9/v1', model: 'm', twin, 'key-env': 'FIRST_KEY', ...more };
      return (await placesOf(places, signal)).twin!.place.key;
    };
    try {
      expect(await keyOf('http://127.0.0.1:9/other/v1')).toBe('first-secret');
      expect(await keyOf('http://127.0.0.1:10/v1')).toBeNull();
      expect(await keyOf('http://127.0.0.1:10/v1', { 'twin-key-env': 'SECOND_KEY' })).toBe('second-secret');
    } finally {
      delete process.env.FIRST_KEY;
      delete process.env.SECOND_KEY;
    }
  });
});

describe('lab audit server', () => {
  it.each([
    [[], 'expected --url, the address of the server'],
    [['--url', 'ftp://x'], /--url: expected a server's http or https address/],
    [['--url', 'http://user:secret@x/v1'], /without a name and a password/],
    [
      ['--url', 'http://127.0.0.1:9/v1', '--model', 'm', '--budget', '5'],
      /--budget: expected a budget of at least 13 requests/,
    ],
    [['--url', 'http://127.0.0.1:9/v1', '--model', 'm', '--cold', '[]'], /--cold: expected a JSON object/],
    [
      ['--url', 'http://127.0.0.1:9/v1', '--twin-model', 'm', '--model', 'm'],
      /--twin-model: expected --twin/,
    ],
    [['--url', 'http://127.0.0.1:9'], /--url: (?!expected --model)/],
  ])('refuses %j', async (args, message) => {
    await expect(serverAudit.perform(args, signal)).rejects.toThrow(message);
  });

  it('writes what it can of a server that is not there, and fails', async () => {
    const [json, report] = [join(folder, 'a.json'), join(folder, 'a.md')];
    const place = ['--url', 'http://127.0.0.1:9/v1', '--model', 'm'];
    const code = await serverAudit.perform(
      [...place, '--budget', '20', '--json', json, '--report', report],
      signal,
    );
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      format: 'server-audit@1',
      ended: 'errors',
    });
    expect(readFileSync(report, 'utf8')).toContain('Nothing could be told of this server.');
  });
});
