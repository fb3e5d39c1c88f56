import { readFileSync } from 'node:fs';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { CouplingReport } from '../../../../studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../../../../studies/couplings/mechanisms.ts';
import { ended, forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { loadStore } from '../load-store.ts';
import { CouplingFigure } from './coupling-figure.tsx';
import { couplingStore } from './coupling-store.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const baked: CouplingReport = JSON.parse(readFileSync('public/examples/couplings/nano.json', 'utf8'));
/** A row that the baked figures cannot be taken for. */
const row = { ...baked.rows[0], cells: baked.rows[1].cells };

beforeEach(() => {
  localStorage.clear();
  forgetQuestions();
  couplingStore.setState(couplingStore.getInitialState(), true);
  loadStore.setState(loadStore.getInitialState(), true);
  vi.stubGlobal('fetch', async () => ({ ok: true, json: async () => baked }));
  return () => vi.unstubAllGlobals();
});

const cellsOf = (name: string) =>
  within(screen.getByRole('rowheader', { name }).closest('tr')!).getAllByRole('cell');
const begin = async () => {
  render(<CouplingFigure />);
  await screen.findByText(/^Measured earlier/);
  fireEvent.click(screen.getByRole('button', { name: 'Measure it here' }));
  expect(questions, 'the worker was asked').toHaveLength(1);
  const [question] = questions;
  return { ...question, hear: question.args[1] as (news: readonly unknown[]) => void };
};

it('measures here: rows come one by one, what is under way is named, and it can be cancelled', async () => {
  const { hear, fail } = await begin();
  expect(screen.getByText(/^Measured here: nano on/)).toBeDefined();
  act(() =>
    hear([
      { type: 'coupling', row },
      { type: 'couplings', done: 1, total: MECHANISMS.length, name: 'Chunked prefill' },
    ]),
  );
  expect(screen.getByText('Measuring: Chunked prefill', { selector: '[role="status"]' })).toBeDefined();
  expect(screen.getByRole('progressbar')).toHaveProperty('value', 1);
  expect(cellsOf('Continuous batching, variant kernels')[0].textContent).toMatch(/^◔time/);
  expect(cellsOf('Chunked prefill')[0].textContent).toBe('…');
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(ended).toHaveLength(1);
  await fail('cancelled');
  expect(await screen.findByText(`Cancelled: 1 of ${MECHANISMS.length} mechanisms stay.`)).toBeDefined();
  expect(cellsOf('Chunked prefill')[0].textContent).toBe('not measured yet');
});

it('keeps each row as it is done, so that a page that is opened again has them, and forgets them when asked to', async () => {
  const { hear, fail } = await begin();
  act(() => hear([{ type: 'coupling', row }]));
  // The page is left in the midst of it.
  cleanup();
  couplingStore.setState(couplingStore.getInitialState(), true);
  render(<CouplingFigure />);
  const where = `Measured here: nano on .*, 1 of ${MECHANISMS.length} mechanisms`;
  expect(await screen.findByText(new RegExp(`^${where}`))).toBeDefined();
  expect(cellsOf('Continuous batching, variant kernels')[0].textContent).toMatch(/^◔time/);
  fireEvent.click(screen.getByRole('button', { name: 'Forget what was measured here' }));
  expect(await screen.findByText(/^Measured earlier: nano/)).toBeDefined();
  expect(screen.queryByRole('radio', { name: 'measured here' })).toBeNull();
  expect(localStorage.getItem('batchmates.couplings')).toBeNull();
  await fail('cancelled');
});

it('says why where it cannot begin, and leaves what was measured before', async () => {
  const first = await begin();
  act(() => first.hear([{ type: 'coupling', row }]));
  await first.answer({ ...baked, rows: [row], notes: ['of the certificate'] });
  expect(await screen.findByText('of the certificate')).toBeDefined();
  fireEvent.change(screen.getByRole('combobox', { name: 'Model' }), { target: { value: 'random:nano' } });
  fireEvent.click(screen.getByRole('button', { name: 'Measure it here' }));
  const second = questions[1];
  expect(second.args[0]).toMatchObject({ model: { name: 'random:nano' } });
  await second.fail('internal', 'something else is under way');
  expect((await screen.findByRole('alert')).textContent).toBe('something else is under way');
  expect(screen.getByText(/^Measured here: nano on/)).toBeDefined();
});

it('says that a run under load has to end first, and asks nothing meanwhile', async () => {
  render(<CouplingFigure />);
  await screen.findByText(/^Measured earlier/);
  act(() => loadStore.setState({ work: { state: 'running', progress: { stage: 'running' } } }));
  const button = screen.getByRole('button', { name: 'Measure it here' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  fireEvent.click(button);
  expect(questions).toEqual([]);
  expect(screen.getByText(/^A run under load is under way/)).toBeDefined();
  act(() => loadStore.setState({ work: { state: 'cancelled' } }));
  expect(screen.queryByText(/^A run under load is under way/)).toBeNull();
});
