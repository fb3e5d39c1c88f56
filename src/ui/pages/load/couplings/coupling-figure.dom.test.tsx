import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { decodeLink } from '../../../../experiment/link.ts';
import type { CouplingReport } from '../../../../studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../../../../studies/couplings/mechanisms.ts';
import { forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { loadStore } from '../load-store.ts';
import { CouplingFigure } from './coupling-figure.tsx';
import { couplingStore } from './coupling-store.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const baked: CouplingReport = JSON.parse(readFileSync('public/examples/couplings.json', 'utf8'));

beforeEach(() => {
  forgetQuestions();
  couplingStore.setState(couplingStore.getInitialState(), true);
  // Beside a run that another file left under way nothing is measured.
  loadStore.setState(loadStore.getInitialState(), true);
  vi.stubGlobal('fetch', async () => ({ ok: true, json: async () => baked }));
  return () => vi.unstubAllGlobals();
});

const rowOf = (name: string) => screen.getByRole('rowheader', { name }).closest('tr')!;
const cellsOf = (name: string) => within(rowOf(name)).getAllByRole('cell');

it('shows what ships with the page, a row for each mechanism, and opens a cell’s experiment', async () => {
  render(<CouplingFigure />);
  expect(await screen.findByText(/^Measured earlier: nano on/)).toBeDefined();
  expect(screen.getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual(
    MECHANISMS.map(({ name }) => name),
  );
  const cells = cellsOf('Continuous batching, variant kernels');
  expect(cells.map(({ textContent }) => textContent)).toEqual([
    '◑bitscontrol: time',
    '○nothingcontrol: nothing',
    '◑bitscontrol: time',
  ]);
  const address = within(cells[0]).getByRole('link').getAttribute('href')!;
  expect(address).toMatch(/^#load\/v\d\./);
  const { experiment } = decodeLink(`#${address.slice('#load/'.length)}`);
  expect(experiment.title).toBe('Continuous batching, variant kernels: other shape');
});

it('says of a cell that is not measured why', async () => {
  render(<CouplingFigure />);
  await screen.findByText(/^Measured earlier/);
  for (const cell of cellsOf('Expert capacity')) expect(cell.textContent).toMatch(/^not measured.*experts/);
});

it('measures here: rows come one by one, what is under way is named, and it can be cancelled', async () => {
  render(<CouplingFigure />);
  await screen.findByText(/^Measured earlier/);
  fireEvent.click(screen.getByRole('button', { name: 'Measure it here' }));
  const [{ args, fail }] = questions;
  const hear = args[1] as (news: readonly unknown[]) => void;
  expect(screen.getByText(/^Measured here: nano on/)).toBeDefined();
  act(() =>
    hear([
      { type: 'coupling', row: { ...baked.rows[0], cells: baked.rows[1].cells } },
      { type: 'couplings', done: 1, total: 26, name: 'Chunked prefill' },
    ]),
  );
  expect(screen.getByText('Chunked prefill', { selector: '[role="status"]' })).toBeDefined();
  expect(cellsOf('Continuous batching, variant kernels')[0].textContent).toBe('◔timecontrol: bits');
  expect(cellsOf('Chunked prefill')[0].textContent).toBe('…');
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await fail('cancelled');
  expect(await screen.findByText('Cancelled.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Show what was measured earlier' }));
  expect(screen.getByText(/^Measured earlier/)).toBeDefined();
});
