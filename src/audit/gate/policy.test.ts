import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_POLICY, parsePolicy } from './policy.ts';

const text = (axes: unknown, rest: object = {}) => JSON.stringify({ version: 1, axes, ...rest });

test('what is left out has its usual value', () => {
  expect(parsePolicy(text({ bits: { measures: { fingerprint: {} } } }))).toEqual({
    version: 1,
    confidence: 0.99,
    doubt: 'any',
    axes: { bits: { mode: 'block', measures: { fingerprint: { tolerance: 0 } } } },
  });
});

test('the usual policy is one, and so is the example', () => {
  expect(parsePolicy(JSON.stringify(DEFAULT_POLICY))).toEqual(DEFAULT_POLICY);
  expect(parsePolicy(readFileSync('docs/ci/gate-policy.json', 'utf8')).axes.speed?.mode).toBe('block');
});

test.each([
  ['{', 'line 1'],
  ['[]', 'policy: expected an object, found a list of 0'],
  [
    text({ speed: { measures: { 'ttft p90': { tolerance: 0.1 } } } }),
    'axes.speed.measures."ttft p90": unknown field',
  ],
  [
    text({ speed: { measures: { 'wave p50': {} } } }),
    'axes.speed.measures."wave p50".tolerance: expected a number, found nothing',
  ],
  [
    text({ speed: { measures: { 'wave p50': { tolerance: -1 } } } }),
    'tolerance: expected at least 0, found -1',
  ],
  [
    text({ bits: { measures: { fingerprint: { tolerance: 1 } } } }),
    'fingerprint.tolerance: expected 0, found 1',
  ],
  [
    text({ memory: { mode: 'shout', measures: {} } }),
    'axes.memory.mode: expected one of "block", "warn", "off"',
  ],
  [text({}), 'axes: expected at least one that blocks or warns'],
  [text({}, { confidence: 99 }), 'confidence: expected at most 0.9999, found 99'],
])('%s is refused, by its field', (source, problem) => {
  expect(() => parsePolicy(source)).toThrow(problem);
});
