import { fireEvent, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { INITIAL_SETUP, initialDimensions, MOST_ROWS } from '../../../workbench/cases/setup.ts';
import { setRows } from './points-place.ts';
import { RowsSlider } from './rows-slider.tsx';
import { ShapeFields } from './shape-fields.tsx';
import { type SweepRun, sweepRuns } from './sweep-facts.ts';

vi.mock('./points-place.ts', () => ({ setRows: vi.fn() }));

const [RUN] = sweepRuns(INITIAL_SETUP, {});

it('M is moved by keys, a page to where the next run of a plan or a result begins', () => {
  const run = (from: number, to: number): SweepRun => ({ ...RUN, from, to });
  const runs = [run(1, 4), run(5, 31), run(32, MOST_ROWS)];
  const { rerender } = render(<RowsSlider rows={8} runs={runs} />);
  const press = (key: string) => {
    vi.mocked(setRows).mockClear();
    const left = fireEvent.keyDown(document.querySelector('[role="slider"]')!, { key });
    return left ? 'left to others' : vi.mocked(setRows).mock.calls[0][0];
  };
  expect(['ArrowUp', 'ArrowLeft', 'Home', 'End', 'PageUp', 'PageDown', 'Enter'].map(press)).toEqual([
    9,
    7,
    1,
    MOST_ROWS,
    32,
    5,
    'left to others',
  ]);
  rerender(<RowsSlider rows={MOST_ROWS} runs={runs} />);
  expect(['ArrowUp', 'PageUp'].map(press)).toEqual([MOST_ROWS, MOST_ROWS]);
  rerender(<RowsSlider rows={1} runs={runs} />);
  expect(['ArrowDown', 'PageDown'].map(press)).toEqual([1, 1]);
});

it('sizes that cannot be run stay in their field with the reason, and are told to nobody', () => {
  const heard = vi.fn();
  const dimensions = initialDimensions('attention');
  const fields = (of: typeof dimensions) => (
    <ShapeFields operation="attention" dimensions={of} onChange={heard} />
  );
  const { container, rerender } = render(fields(dimensions));
  const field = (label: RegExp) => screen.getByLabelText<HTMLInputElement>(label);
  const type = (label: RegExp, value: string) => fireEvent.change(field(label), { target: { value } });
  const problem = () => container.querySelector('[data-part="problem"]')?.textContent;
  type(/^KV heads/, '3');
  expect([field(/^KV heads/).value, problem()]).toEqual([
    '3',
    'KV heads: expected a divisor of the 4 query heads, found 3',
  ]);
  expect(heard).not.toHaveBeenCalled();
  // Both together can be run.
  type(/^query heads/, '6');
  expect(heard.mock.calls).toEqual([[{ ...dimensions, heads: 6, kvHeads: 3 }]]);
  type(/^context/, '');
  expect(problem()).toContain('context: expected an integer');
  expect(heard).toHaveBeenCalledTimes(1);
  // Sizes from elsewhere, such as a link's, drop what was being typed.
  rerender(fields({ ...dimensions }));
  expect([field(/^KV heads/).value, field(/^context/).value, problem()]).toEqual(['2', '300', '']);
});
