import { expect, it } from 'vitest';
import { parseOutcome } from './read-outcome.ts';
import { madeUpOutcome } from './testing/made-up-outcome.ts';

const json = () => JSON.parse(JSON.stringify(madeUpOutcome()));

it('reads back what was written', () => {
  expect(parseOutcome(json())).toEqual(madeUpOutcome());
});

it('reads an interval without an end, and a value that is none', () => {
  const written = json();
  written.hypotheses[0].difference = { value: null, low: null, high: null };
  expect(parseOutcome(written).hypotheses[0].difference).toEqual({
    value: Number.NaN,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
});

it.each([
  ['cells[0].measure', (it: ReturnType<typeof json>) => (it.cells[0].measure = 'speed')],
  ['cells[3].cell', (it: ReturnType<typeof json>) => (it.cells[3].cell = [0, 7])],
  ['hypotheses[1].p', (it: ReturnType<typeof json>) => (it.hypotheses[1].p = 2)],
  ['jobs.done', (it: ReturnType<typeof json>) => delete it.jobs.done],
  ['study', (it: ReturnType<typeof json>) => (it.study = 'abc')],
  ['seeds', (it: ReturnType<typeof json>) => (it.definition.seeds = [])],
])('names %s where it is wrong', (field, spoil) => {
  const written = json();
  spoil(written);
  expect(() => parseOutcome(written)).toThrow(field);
});
