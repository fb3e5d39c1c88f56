import { readFile } from 'node:fs/promises';
import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { BenchReport } from '../../../bench/report.ts';
import { PriceChart } from './price-chart.tsx';
import { priceSeries } from './price-series.ts';
import { rateRows } from './rate-rows.ts';
import { RatesChart } from './rates-chart.tsx';

const { reports } = JSON.parse(await readFile('public/examples/bench.json', 'utf8')) as {
  reports: BenchReport[];
};
const [{ cases }] = reports;

it('draws a bar with its quartiles and its figure for every engine of every case, and then those of another bench', () => {
  const { container, rerender } = render(<RatesChart title="Rates" cases={cases} width={640} />);
  const count = (selector: string) => container.querySelectorAll(selector).length;
  expect(count('.recharts-bar-rectangle rect')).toBe(30);
  expect(count('.recharts-errorBar')).toBe(30);
  expect(container.textContent?.match(/tok\/s/g)).toHaveLength(30);
  expect(container.textContent).toContain('prefill 128: price 1.41 (fast)');
  rerender(<RatesChart title="Rates" cases={cases.slice(0, 2)} width={640} />);
  expect(count('.recharts-bar-rectangle rect')).toBe(10);
});

it('draws a point with its interval for every price, and names each kind of step', () => {
  const { container } = render(<PriceChart title="Price" cases={cases} width={640} />);
  expect(container.querySelectorAll('.recharts-errorBar')).toHaveLength(6);
  expect(container.textContent).toContain('● decode at context 64');
  expect(container.textContent).toContain('□ prefill');
  expect(container.querySelector('svg')?.getAttribute('aria-label')).toContain(
    'M 128, prefill: 1.41 times the fast kernels',
  );
});

it('sets every engine against the fastest of its own case, and every price on the curve of its kind of step', () => {
  for (const row of rateRows(cases)) {
    if (row.kind === 'case') continue;
    expect(row.tokensPerSecond).toBeLessThanOrEqual(row.fastest);
    expect(row.low).toBeLessThanOrEqual(row.tokensPerSecond);
    expect(row.high).toBeGreaterThanOrEqual(row.tokensPerSecond);
  }
  expect(priceSeries(cases).map(({ name, byRows }) => [name, [...byRows.keys()]])).toEqual([
    ['decode at context 64', [1, 8, 32]],
    ['decode at context 512', [8]],
    ['prefill', [32, 128]],
  ]);
});
