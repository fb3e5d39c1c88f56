import { describe, expect, test } from 'vitest';
import { mapOf } from './lesson-map.ts';
import { LESSONS } from './lessons.ts';

describe('what leads where', () => {
  test('every lesson is reached from those that need nothing, and no lesson needs a later one', () => {
    const reached = new Set<string>();
    for (const { id, after } of LESSONS) if (after.every((before) => reached.has(before))) reached.add(id);
    expect([...reached]).toEqual(LESSONS.map(({ id }) => id));
    expect(() => mapOf(LESSONS)).not.toThrow();
  });

  test('a lesson that builds on itself, a later or an unknown one is refused', () => {
    for (const before of ['b', 'a', 'c'])
      expect(() =>
        mapOf([
          { id: 'a', after: [before] },
          { id: 'b', after: [] },
        ]),
      ).toThrow(RangeError);
  });

  test('no line runs through a lesson that it does not concern', () => {
    const { lanes, edges } = mapOf(LESSONS);
    // A line takes the lane of its end below the row of its start.
    for (const { from, to } of edges)
      for (let row = from + 1; row < to; row++) expect(lanes[row]).not.toBe(lanes[to]);
  });
});
