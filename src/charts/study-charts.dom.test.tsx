import { render, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ForestPlot, type ForestRow } from './forest-plot.tsx';
import { HeatMap } from './heat-map.tsx';
import { SurvivalChart } from './survival-chart.tsx';

const ROW: ForestRow = {
  ...{ id: 'q4', title: 'precision q4 against f32', value: -14, low: -17, high: -11, smallest: 2 },
  ...{ mark: 'difference', planned: true, words: '−14 points (−17 to −11 points)' },
};
const forest = (rows: readonly ForestRow[], width = 600) =>
  render(<ForestPlot title="Differences" rows={rows} unit="points" width={width} />).container;
const rowOf = (container: HTMLElement, id: string) =>
  container.querySelector<SVGGElement>(`[data-row="${id}"]`)!;
const xOf = (element: Element, name: string) => Number(element.getAttribute(name));

it('calls a row by its title and tells it apart by its id', () => {
  const container = forest([ROW, { ...ROW, id: 'more' }]);
  expect(container.querySelectorAll('[data-row]')).toHaveLength(2);
  expect(rowOf(container, 'q4').textContent).toContain('precision q4 against f32');
  expect(screen.getByRole('img').getAttribute('aria-label')).not.toContain('more');
});

it('draws an interval beside its mark, zero and the band of what does not matter', () => {
  const row = rowOf(forest([ROW]), 'q4');
  const [band, mark] = row.querySelectorAll('rect');
  const [zero, line] = [...row.querySelectorAll('path')].map((path) => path.getAttribute('d')!);
  const [left, right] = [/^M([\d.]+)/, /H([\d.]+)/].map((pattern) => Number(pattern.exec(line)![1]));
  const at = Number(/^M([\d.]+)/.exec(zero)![1]);
  const middle = xOf(mark, 'x') + xOf(mark, 'width') / 2;
  expect(middle).toBeGreaterThan(left);
  expect(middle).toBeLessThan(right);
  expect(right).toBeLessThan(at);
  expect(xOf(band, 'x') + xOf(band, 'width') / 2).toBeCloseTo(at, 6);
  // The scale: from -17 to -11 as far as 1.5 times the band.
  expect((right - left) / xOf(band, 'width')).toBeCloseTo(1.5, 6);
});

it('tells conclusions apart by shape, and what was not planned by dashes', () => {
  const marks = (['difference', 'negligible', 'equivalent', 'inconclusive'] as const).map((mark) => {
    const row = rowOf(forest([{ ...ROW, smallest: 0, mark }]), 'q4');
    const shapes = [...row.querySelectorAll('rect, path')].slice(2);
    return shapes
      .map((shape) => `${shape.tagName} ${shape.getAttribute('rx')} ${shape.getAttribute('height')}`)
      .join();
  });
  const fills = new Set(marks);
  // Full and hollow are told by their fill, squares and rounds by their corners.
  expect(fills.size).toBe(4);
  const dashes = [true, false].map(
    (planned) => rowOf(forest([{ ...ROW, planned }]), 'q4').querySelectorAll('path')[1].style.strokeDasharray,
  );
  expect(dashes[0]).not.toBe(dashes[1]);
});

it('says the plot in words', () => {
  forest([ROW, { ...ROW, id: 'more', title: 'more noise', planned: false, mark: 'inconclusive' }]);
  expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
    'Differences. precision q4 against f32: −14 points (−17 to −11 points), a difference. more noise, exploratory: −14 points (−17 to −11 points), cannot be said.',
  );
});

it('draws an interval without an end to the end of the axis, without a cap', () => {
  const line = rowOf(forest([{ ...ROW, high: null }]), 'q4')
    .querySelectorAll('path')[1]
    .getAttribute('d')!;
  expect(line.match(/V/g)).toHaveLength(1);
});

it('puts figures below names where there is no room beside them', () => {
  const yOf = (width: number) =>
    rowOf(forest([ROW], width), 'q4')
      .querySelectorAll('text')[1]
      .getAttribute('text-anchor');
  expect([300, 600].map(yOf)).toEqual(['start', 'end']);
});

const CURVES = [
  {
    name: 'f32',
    steps: [
      [4, 0.8],
      [9, 0.4],
    ],
    censored: 12,
  },
  { name: 'none', steps: [], censored: 30 },
  {
    name: 'all',
    steps: [
      [0, 0.5],
      [6, 0],
    ],
    censored: 0,
  },
] as const;

it('draws a curve for each, a ring where answers went on without a fork', () => {
  const { container } = render(<SurvivalChart title="Forks" curves={CURVES} width={500} />);
  expect(container.querySelectorAll('.recharts-line-curve')).toHaveLength(3);
  expect(container.querySelectorAll('.recharts-reference-dot')).toHaveLength(2);
  expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
    'Forks. f32: half had forked by token 9; 40 % had not by token 9, 12 went on without a fork. none: fewer than half forked; 100 % had not by token 9, 30 went on without a fork. all: half had forked by token 0; 0 % had not by token 6, 0 went on without a fork.',
  );
  const dashes = [...container.querySelectorAll('.recharts-line-curve')].map((line) =>
    line.getAttribute('stroke-dasharray'),
  );
  expect(new Set(dashes).size).toBe(3);
});

it('is a table of figures with heads for rows and columns', () => {
  render(
    <HeatMap
      {...{
        caption: 'Passes',
        rowAxis: 'noise',
        columnAxis: 'precision',
        rows: ['0 %'],
        columns: ['f32', 'q4'],
      }}
      cells={[[{ words: '63 %', small: '57 to 69 %', level: 1 }, null]]}
    />,
  );
  const table = screen.getByRole('table', { name: 'Passes' });
  expect(within(table).getByRole('rowheader', { name: '0 %' })).toBeDefined();
  const [full, none] = within(table).getAllByRole('cell');
  expect(full.textContent).toBe('63 %57 to 69 %');
  expect(full.style.getPropertyValue('--level')).toBe('1');
  expect(none.textContent).toBe('not measured');
});
