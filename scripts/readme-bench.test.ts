import { expect, test } from 'vitest';
import { BENCH_TEXTS, readBenchText, withBenchTables } from './readme-bench.ts';

test.each(BENCH_TEXTS)(
  '$text shows the figures of $bench: `npm run -s bench:readme` renews them',
  async (place) => {
    const { text, reports } = await readBenchText(place);
    expect(text).toBe(withBenchTables(text, reports));
  },
);

test('a text with no place for them is told', async () => {
  const { reports } = await readBenchText(BENCH_TEXTS[0]);
  expect(() => withBenchTables('# Batchmates', reports)).toThrow('expected 1 <!-- bench --> blocks, found 0');
});
