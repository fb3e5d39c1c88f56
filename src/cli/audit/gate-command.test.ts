import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { modelAudit, variantAudit } from '../../audit/gate/testing/model-audit.ts';
import { benchReport } from '../../bench/testing/bench-report.ts';
import { performLine } from '../command-line.ts';

let folder: string;
let said: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gate-'));
  said = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
});

afterEach(() => vi.restoreAllMocks());

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const audit = (...options: Parameters<typeof variantAudit>) => modelAudit(variantAudit(...options));

test('exit codes: 0 let through, 1 stopped, 3 not told, 2 bad input by its file and field', async () => {
  const before = ['--baseline', file('before.json', audit({ seed: 1 }))];
  const gate = (...args: string[]) => performLine(['gate', ...before, ...args]);
  expect(await gate('--now', file('same.json', audit({ seed: 2 })))).toBe(0);
  expect(await gate('--now', file('slow.json', audit({ seed: 2, slowdown: 2 })))).toBe(1);
  expect(await gate('--now', file('few.json', audit({ seed: 2, waves: 3 })))).toBe(3);
  expect(await gate('--now', file('none.json', { variants: [] }))).toBe(2);
  expect(said).toContain('none.json: version: expected 1, found nothing');
  expect(
    await gate(
      '--now',
      file('ok.json', audit({ seed: 1 })),
      '--policy',
      file('policy.json', { version: 1, axes: { speed: { measures: { fast: {} } } } }),
    ),
  ).toBe(2);
  expect(said).toContain('policy.json: axes.speed.measures.fast: unknown field');
  expect(await performLine(['gate'])).toBe(2);
  expect(said).toContain('--baseline: expected a file, found none');
});

test('an audit and a bench are one gate, with a comment, JUnit and the verdict as files', async () => {
  const bench = { version: 1, reports: [benchReport({ seed: 1 })] };
  const slow = { version: 1, reports: [benchReport({ seed: 2, slowdown: { variant: 1.5 } })] };
  const [a, b] = [file('audit.json', audit({ seed: 1 })), file('bench.json', bench)];
  const out = (name: string) => join(folder, name);
  const code = await performLine([
    ...['gate', '--baseline', a, '--baseline', b, '--now', a, '--now', file('slow.json', slow)],
    ...[
      '--markdown',
      out('gate.md'),
      '--junit',
      out('gate.xml'),
      '--json',
      out('gate.json'),
      '--save-now',
      out('now.json'),
    ],
  ]);
  expect(code).toBe(1);
  expect(readFileSync(out('gate.md'), 'utf8')).toContain('The gate stops it at speed');
  expect(readFileSync(out('gate.xml'), 'utf8')).toContain('batchmates.gate.speed');
  expect(JSON.parse(readFileSync(out('gate.json'), 'utf8')).verdict).toBe('fail');
  expect(JSON.parse(readFileSync(out('now.json'), 'utf8'))).toEqual(audit({ seed: 1 }));
});

test('one variant asks to pass the gate of another, and both are named', async () => {
  const both = file(
    'both.json',
    modelAudit(variantAudit({ seed: 1 }), variantAudit({ seed: 2, id: 'q4', weights: 500 })),
  );
  expect(await performLine(['gate', '--baseline', both, '--now', both, '--variant', 'q4'])).toBe(0);
  expect(said).toContain('q4 of this run, held against bf16 of the baseline');
});
