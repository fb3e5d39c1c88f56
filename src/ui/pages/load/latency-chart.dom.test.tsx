import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { LatencyChart } from './latency-chart.tsx';

it('draws more times between tokens than a call takes arguments', () => {
  const values = Array.from({ length: 400_000 }, (_, i) => i / 1000);
  const line = { key: 'itl', name: 'ITL', values, watched: null } as const;
  const { container } = render(<LatencyChart lines={[line]} width={400} />);
  expect(container.querySelector('.recharts-line path')).not.toBeNull();
  expect(screen.getAllByText(/^\d+ m?s$|min/).length).toBeGreaterThan(2);
});
