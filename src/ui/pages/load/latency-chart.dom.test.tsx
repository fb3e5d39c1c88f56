import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { LatencyChart } from './latency-chart.tsx';

it('writes above the lines, and within the picture', () => {
  const values = Array.from({ length: 100 }, (_, i) => 1 + i);
  const labelOf = (watched: number) => {
    const line = { key: 'ttft', name: 'TTFT', values, watched } as const;
    const { container } = render(<LatencyChart lines={[line]} width={400} />);
    const label = [...container.querySelectorAll('text')].find(
      ({ textContent }) => textContent === 'its TTFT',
    )!;
    const grid = container.querySelector('.recharts-cartesian-grid-horizontal line:last-child')!;
    return [label.style.textAnchor, Number(label.getAttribute('y')) < Number(grid.getAttribute('y1'))];
  };
  expect([1, 10, 100].map(labelOf)).toEqual([
    ['start', true],
    ['middle', true],
    ['end', true],
  ]);
});

it('draws more times between tokens than a call takes arguments', () => {
  const values = Array.from({ length: 400_000 }, (_, i) => i / 1000);
  const line = { key: 'itl', name: 'ITL', values, watched: null } as const;
  const { container } = render(<LatencyChart lines={[line]} width={400} />);
  expect(container.querySelector('.recharts-line path')).not.toBeNull();
  expect(screen.getAllByText(/^\d+ m?s$|min/).length).toBeGreaterThan(2);
});
