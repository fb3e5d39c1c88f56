import { expect, test } from 'vitest';
import { readmeAndBench, withBenchTable } from './readme-bench.ts';

test("the README's bench figures are those of the shipped bench: `npm run -s bench:readme` renews them", async () => {
  const { readme, report } = await readmeAndBench();
  expect(readme).toBe(withBenchTable(readme, report));
});

test('a README with no place for them is told', async () => {
  const { report } = await readmeAndBench();
  expect(() => withBenchTable('# Batchmates', report)).toThrow('no <!-- bench --> block');
});
