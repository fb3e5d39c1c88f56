import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCensus } from '../census/parse-census.ts';
import { censusLines, comparedCensusLines } from './census.ts';

const read = (name: string) => parseCensus(JSON.parse(readFileSync(`census/${name}.json`, 'utf8')), name);
const [cpu, lavapipe] = [read('node-cpu'), read('deno-lavapipe')];

test('the report answers first whether an adapter computes as IEEE 754 says', () => {
  const text = censusLines(cpu).join('\n');
  expect(text).toMatch(/^CPU engine in Node \d+, \d{4}-\d\d-\d\d: /);
  expect(text).toMatch(
    /\n\nComputes as IEEE 754 says: \+, -, x, \/ and square root are the nearest f32 in all 163,840\s+cases;/,
  );
  expect(text).not.toMatch(/threads|dispatch/);
});

test('what is done otherwise is named as it is written, and every function has a line', () => {
  const lines = censusLines(lavapipe);
  const text = lines.join(' ').replaceAll(/\s+/g, ' ');
  expect(text).toContain('not computed as written: (a + b) + 1.0, ');
  expect(text).toContain('The kernel set portable holds here');
  for (const { id } of lavapipe.functions) expect(lines.some((line) => line.startsWith(`${id} `))).toBe(true);
  expect(text).toMatch(/workgroups of up to \d+ threads/);
});

test('beside another, the facts that are others are told; beside itself none', () => {
  expect(comparedCensusLines(cpu, cpu)).toEqual([
    expect.stringMatching(/^Its arithmetic is that of CPU engine in Node \d+, fact by fact\.$/),
  ]);
  const lines = comparedCensusLines(lavapipe, cpu);
  expect(lines[0]).toMatch(/^\d+ facts are others than on CPU engine in Node \d+:$/);
  expect(lines).toContainEqual(
    expect.stringMatching(/^ {2}expressions: sum and literal: reassociated, .*; there as written, /),
  );
});
