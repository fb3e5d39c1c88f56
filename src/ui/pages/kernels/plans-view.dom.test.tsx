import { fireEvent, render, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PlansView } from './plans-view.tsx';

const PLACE = ['attention', '32', '8', '64', '2048', '64', 'flash-decoding', '6'];

test('a link opens one set’s plan at one M; keys lead to where its plan changes, and the address follows', () => {
  render(<PlansView path={PLACE} />);
  const plan = screen.getByRole('region', { name: 'The plan' });
  expect(within(plan).getByRole('heading').textContent).toBe('flash-decoding at M = 6: 8 splits of 256');
  const band = screen.getByRole('slider', { name: 'M, plans of flash-decoding' });
  expect(band.getAttribute('aria-valuetext')).toBe('M = 6: 8 splits of 256, the plan of M = 6');
  fireEvent.keyDown(band, { key: 'PageUp' });
  expect(within(plan).getByRole('heading').textContent).toBe('flash-decoding at M = 7: 2 splits of 1024');
  expect(location.hash).toBe(`#kernels/plans/${[...PLACE.slice(0, -1), '7'].join('/')}`);
  expect(
    within(plan)
      .getByText(/FlashAttention 2/)
      .closest('details')?.textContent,
  ).toContain('num_splits_heuristic');
});

test('a link that leads to no plan says why', () => {
  render(<PlansView path={['matmul', '64', '64', '64', 'flashinfer']} />);
  expect(screen.getByRole('alert').textContent).toContain('flashinfer has no rule of its own for matmul');
});
