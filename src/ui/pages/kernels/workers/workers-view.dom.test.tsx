import { fireEvent, render, screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { sharedSums } from '../../../../workbench/shared/shared-sums.ts';
import { WorkersView } from './workers-view.tsx';

const PLACE = ['1536', '3', '4'];

const ordersShown = () =>
  [...document.querySelectorAll('[data-part="shared-order"]')].map((item) => ({
    name: item.querySelector('b')!.textContent,
    bits: item.querySelector('code')!.textContent,
    same: item.getAttribute('data-same') === 'true',
  }));

/** As the orders themselves say, not as the page does. */
const expected = (workers: number) =>
  sharedSums(1536, 3).map(({ order, sums }) => ({
    name: order.name,
    bits: sums[workers - 1].bits.toString(16).padStart(8, '0'),
    same: sums[workers - 1].bits === sums[0].bits,
  }));

test('sums follow the slider for workers, but the tree’s, and so does the address', () => {
  render(<WorkersView path={PLACE} />);
  const slider = screen.getByRole('slider', { name: 'Workers that share the sum, slider' });
  const tree = ordersShown()[0].bits;
  let others = 0;
  for (const workers of [4, 1, 2, 3, 8, 16]) {
    fireEvent.change(slider, { target: { value: String(workers) } });
    expect(ordersShown()).toEqual(expected(workers));
    expect(ordersShown()[0]).toEqual({ name: 'tree', bits: tree, same: true });
    others += ordersShown().filter(({ same }) => !same).length;
  }
  expect(others).toBeGreaterThan(4);
  expect(location.hash).toBe('#kernels/workers/1536/3/16');
});

test('the picture says what each worker holds, and marks what it hands on', () => {
  render(<WorkersView path={['512', '0', '3']} />);
  const panel = screen.getByRole('region', { name: 'The tree' });
  expect(within(panel).getByRole('img').getAttribute('aria-label')).toBe(
    'A tree of 16 leaves: worker 0 holds k 0 to 159, worker 1 holds k 160 to 319, worker 2 holds k 320 to 511',
  );
  expect(panel.querySelectorAll('[data-handed="true"]')).toHaveLength(7);
  expect(panel.textContent).toContain('3 workers add 7 subtrees; 6 additions above them');
});

test('what cannot be is said where it was typed, and nothing moves', () => {
  render(<WorkersView path={PLACE} />);
  fireEvent.change(screen.getByLabelText(/^K/), { target: { value: '0' } });
  expect(screen.getByText('K: expected an integer from 1 to 65536, found 0')).toBeDefined();
  expect(ordersShown()).toEqual(expected(4));
});

test('a link that leads to no sum says why', () => {
  render(<WorkersView path={['1536', '0', '17']} />);
  expect(screen.getByRole('alert').textContent).toContain('workers: expected 1 to 16, found 17');
});
