import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { madeLibrary } from '../../../../studies/tracker/testing/made-library.ts';
import { WORKED_EXAMPLES } from '../../../../studies/tracker/worked-examples.ts';
import { usePage } from '../../../state/page-address.ts';
import { TrackerPage } from './tracker-page.tsx';
import { COURSES } from './use-simulation.ts';

/** As the shell mounts it. */
function Addressed() {
  return <TrackerPage path={usePage().path.slice(1)} />;
}

beforeEach(() => {
  location.hash = '#claims/tracker';
  vi.stubGlobal('fetch', async () => ({ ok: true, json: async () => madeLibrary() }));
  // An element's width, which charts wait for.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #changed: ResizeObserverCallback;
      constructor(changed: ResizeObserverCallback) {
        this.#changed = changed;
      }
      observe() {
        this.#changed(
          [{ contentRect: { width: 640 } } as ResizeObserverEntry],
          this as unknown as ResizeObserver,
        );
      }
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
  );
  return () => {
    vi.unstubAllGlobals();
    location.hash = '';
  };
});

const opened = async () => {
  const { container } = render(<Addressed />);
  await screen.findByText(/60\.0 % of all tasks pass before it, 40\.0 % under it/);
  return container;
};
const finished = () => screen.findByText(`${COURSES.toLocaleString('en')} courses`, {}, { timeout: 30_000 });

it('sets detectors side by side, and says what they come to', async () => {
  await opened();
  await finished();
  const table = screen.getByRole('region', { name: 'Detectors, table' });
  const names = within(table).getAllByRole('rowheader');
  expect(names.map(({ textContent }) => textContent)).toEqual([
    'p < 0.05 a day',
    'corrected over all days',
    'CUSUM',
    'published thresholds',
  ]);
  expect(screen.getByText(/^Within a week of the fault /)).toBeDefined();
});

it('draws a course with the day of the fault, a mark for each alarm, and hides a detector', async () => {
  const container = await opened();
  const chart = await screen.findByRole('img', { name: 'Pass rate by day, with alarms' });
  expect(chart.querySelectorAll('circle')).toHaveLength(60);
  expect(within(chart as HTMLElement).getByText('fault from day 31')).toBeDefined();
  const right = () => container.querySelectorAll('[data-alarm="right"]').length;
  const before = right();
  expect(before).toBeGreaterThan(0);
  fireEvent.click(screen.getByRole('checkbox', { name: 'p < 0.05 a day' }));
  expect(right()).toBeLessThan(before);
});

it('has its state in the address, both ways', async () => {
  await opened();
  fireEvent.click(screen.getByRole('radio', { name: 'the same every day' }));
  await waitFor(() => expect(location.hash).toContain('tasks:same'));
  await screen.findByRole('checkbox', { name: 'paired, same tasks' });
  const days = screen.getByRole('textbox', { name: 'Days' });
  fireEvent.change(days, { target: { value: '20' } });
  fireEvent.blur(days);
  await waitFor(() => expect(location.hash).toContain('days:20,from:11'));
  act(() => {
    location.hash = '#claims/tracker/rates:57-45,per-day:50';
  });
  expect(await screen.findByText(/57\.0 % of all tasks pass before it, 45\.0 % under it/)).toBeDefined();
});

it('refuses a number that cannot be, and an address that says nothing', async () => {
  await opened();
  const perDay = screen.getByRole('textbox', { name: 'Tasks a day' });
  fireEvent.change(perDay, { target: { value: '9999' } });
  fireEvent.blur(perDay);
  expect(
    await screen.findByText(/^perDay: expected a whole number from 1 to 2000, found 9999/),
  ).toBeDefined();
  act(() => {
    location.hash = '#claims/tracker/fault:gremlin';
  });
  expect(await screen.findByText(/^fault: expected one of none/)).toBeDefined();
});

it('draws the power curve once it is asked for', async () => {
  await opened();
  fireEvent.click(screen.getByRole('button', { name: 'Simulate other numbers of tasks' }));
  const table = await screen.findByRole('region', { name: 'Power, table' });
  await waitFor(() => expect(within(table).getAllByRole('row').length).toBeGreaterThan(3), {
    timeout: 30_000,
  });
  expect(await screen.findByText('one day, exact', { selector: 'span' })).toBeDefined();
});

it('fills the form with what was published, and judges it', async () => {
  await opened();
  const said = () => document.querySelector('[data-part="own-judged"]')!.textContent;
  expect(said()).toContain('At 5 % it is not significant in any reading of the figures.');
  expect(said()).toContain('0.0614 to 0.16: exact binomial test, two-sided');
  const known = WORKED_EXAMPLES.find(({ id }) => id === 'january-known')!;
  fireEvent.click(screen.getByRole('button', { name: known.name }));
  await waitFor(() => expect(said()).toContain('At 5 % it is significant.'));
  expect(said()).toContain('0.0358: exact binomial test');
  expect(screen.getByRole('link', { name: 'marginlab.ai' })).toBeDefined();
  const runs = screen.getByRole('textbox', { name: 'Runs behind it (empty: known exactly)' });
  fireEvent.change(runs, { target: { value: '1000' } });
  fireEvent.blur(runs);
  await waitFor(() => expect(said()).toContain('At 5 % it is not significant.'));
  expect(said()).toContain('−1.65: normal approximation, pooled');
});

it('says why a visitor’s numbers cannot be judged', async () => {
  await opened();
  const n = screen.getByRole('textbox', { name: 'Runs of the figure' });
  fireEvent.change(n, { target: { value: '0' } });
  fireEvent.blur(n);
  expect(await screen.findByText(/^n: expected a whole number from 1 to/)).toBeDefined();
});

it('takes a comma for a decimal point, and shows no infinite z of a baseline of 0 %', async () => {
  await opened();
  const enter = (label: string, value: string) => {
    const field = screen.getByRole('textbox', { name: label });
    fireEvent.change(field, { target: { value } });
    fireEvent.blur(field);
  };
  const said = () => document.querySelector('[data-part="own-judged"]')?.textContent;
  enter('or the figure, %', '45,5');
  await waitFor(() => expect(said()).toContain('a change to 45.5 %'));
  enter('Baseline, % (or from-to)', '0');
  await waitFor(() => expect(said()).toContain('no number: a baseline of 0 or 100 % has no deviation'));
  expect(said()).not.toContain('Infinity');
});
