import { readFile } from 'node:fs/promises';
import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { WeightsReport } from '../../../bench/weights-report.ts';
import { WeightsResults } from './weights-results.tsx';

const report = JSON.parse(await readFile('public/examples/bench-weights.json', 'utf8')) as WeightsReport;

it('ships formats on both engines, products beside MatMulNBits, and drafts that change no bit', () => {
  expect(report.formats.map(({ engine }) => engine)).toEqual(['webgpu', 'cpu']);
  for (const { found } of report.formats) {
    for (const { times } of found)
      expect(times.map(({ format }) => format.name)).toEqual([
        'bf16',
        'f32',
        'q8',
        'q4',
        'q8:per-row',
        'q4:per-row',
      ]);
  }
  for (const { timesOrt, apart } of report.products.found) {
    expect(timesOrt.plain.low).toBeGreaterThan(1);
    expect(timesOrt.quantised.low).toBeGreaterThan(1);
    expect(apart.plain).toBeLessThan(1e-5);
    expect(apart.ort).toBeLessThan(1e-5);
  }
  expect(report.speculation.flatMap(({ found }) => found).every(({ same }) => same)).toBe(true);
});

it('has a row for every step, product and way of drafting, and says what a format gives over bf16', () => {
  render(<WeightsResults report={report} />);
  const rows = (table: string) =>
    within(screen.getByRole('region', { name: `${table}, table` }))
      .getAllByRole('row')
      .slice(1);
  const steps = report.formats.flatMap(({ found }) => found);
  expect(rows('Formats of weights')).toHaveLength(steps.length);
  expect(rows('Beside MatMulNBits')).toHaveLength(report.products.found.length);
  expect(rows('Drafts')).toHaveLength(report.speculation.flatMap(({ found }) => found).length);
  const [cpu] = report.formats[1].found;
  const { speed } = cpu.times.find(({ format }) => format.name === 'q8:per-row')!;
  const shown = rows('Formats of weights').find((row) =>
    row.textContent?.startsWith('CPU engine, decode 1 '),
  );
  expect(shown?.textContent).toContain(speed.estimate.toFixed(2));
});
