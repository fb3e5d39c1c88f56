import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { OtlpTraces } from '../../audit/otlp/traces.ts';
import type { ChromeTrace } from '../../audit/trace/chrome-trace.ts';
import type { RequestTrace } from '../../audit/trace/request-trace.ts';
import { shippedModel } from '../engine.ts';
import { traceCommand } from './trace-command.ts';

const SIGNAL = new AbortController().signal;
let folder = '';
let printed = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-command-'));
  printed = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => {
    write.mockRestore();
    rmSync(folder, { recursive: true });
  };
});

test('prints a trace of the CPU engine, and writes it in all three forms', async () => {
  const file = (name: string) => join(folder, name);
  const options = [
    '--engine',
    'cpu',
    '--model',
    shippedModel('pico'),
    '--tokens',
    '2',
    '--pairs',
    '0',
    '--with',
    'log,captures',
  ];
  const files = ['--json', file('t.json'), '--chrome', file('c.json'), '--otlp', file('o.json')];
  expect(await traceCommand.perform([...options, ...files], SIGNAL)).toBe(0);
  expect(printed).toMatch(/\d % of the request’s .* is outside the model/);
  expect(printed).toContain('switched on: a JSON line for each step, every operation captured');
  const read = <T>(name: string): T => JSON.parse(readFileSync(file(name), 'utf8'));
  const trace = read<RequestTrace>('t.json');
  expect(trace.with).toEqual(['log', 'captures']);
  const { traceEvents } = read<ChromeTrace>('c.json');
  expect(traceEvents.filter(({ ph }) => ph === 'B')).toHaveLength(trace.spans.length);
  const [{ scopeSpans }] = read<OtlpTraces>('o.json').resourceSpans;
  expect(scopeSpans[0].spans).toHaveLength(trace.spans.length);
});

test('says what it takes', () => {
  expect(traceCommand.help).toMatch(/^Usage: lab audit trace/);
});

test.each([
  [
    ['--with', 'logits,everything'],
    '--with: expected one of logits, captures, log, certificate, found "everything"',
  ],
  [['--tokens', '1'], '--tokens: expected a whole number from 2 to 256, found "1"'],
  [['--company', '99'], '--company: expected a whole number from 0 to 31, found "99"'],
  [['--set', 'fast'], '--set: expected one of'],
])('%j is refused', async (args, message) => {
  await expect(traceCommand.perform(args, SIGNAL)).rejects.toThrow(message);
});
