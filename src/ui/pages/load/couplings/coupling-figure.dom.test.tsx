import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { decodeLink } from '../../../../experiment/link.ts';
import type { CouplingReport } from '../../../../studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../../../../studies/couplings/mechanisms.ts';
import { forgetQuestions } from '../../../state/testing/fake-client.ts';
import { loadStore } from '../load-store.ts';
import { CouplingFigure } from './coupling-figure.tsx';
import { couplingStore } from './coupling-store.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const baked = (file: string): CouplingReport =>
  JSON.parse(readFileSync(`public/examples/couplings/${file}.json`, 'utf8'));

beforeEach(() => {
  localStorage.clear();
  forgetQuestions();
  couplingStore.setState(couplingStore.getInitialState(), true);
  loadStore.setState(loadStore.getInitialState(), true);
  vi.stubGlobal('fetch', async (address: string) => ({
    ok: true,
    json: async () => baked(/couplings\/([\w-]+)\.json$/.exec(address)![1]),
  }));
  return () => vi.unstubAllGlobals();
});

const rowOf = (name: string) => screen.getByRole('rowheader', { name }).closest('tr')!;
const cellsOf = (name: string) => within(rowOf(name)).getAllByRole('cell');
const opened = async () => {
  const { container } = render(<CouplingFigure />);
  await screen.findByText(/^Measured earlier: nano on/);
  return container;
};
/** Of a cell that a pointer has come to. */
const reachedAddress = async (link: HTMLElement): Promise<string> => {
  fireEvent.pointerEnter(screen.getByRole('region', { name: 'Coupling matrix, table' }));
  await waitFor(() => expect(link.getAttribute('href')).not.toBe('#load'));
  return link.getAttribute('href')!;
};
const compared = (container: HTMLElement) => container.querySelector('[data-part="couplings-compared"]');

it('shows what ships with the page, a row for each mechanism, and opens a cell’s experiment', async () => {
  const container = await opened();
  expect(screen.getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual(
    MECHANISMS.map(({ name }) => name),
  );
  const cells = cellsOf('Continuous batching, variant kernels');
  const figures = /\d+\.\d( to \d+\.\d)? ms, 3 of 3 right/.source;
  expect(cells[0].textContent).toMatch(new RegExp(`^◑bits${figures}control: time$`));
  expect(cells[1].textContent).toMatch(new RegExp(`^○nothing${figures}control: nothing$`));
  const link = within(cells[0]).getByRole('link');
  expect(link.getAttribute('href'), 'links are not fetched before one is reached for').toBe('#load');
  const address = await reachedAddress(link);
  expect(address).toMatch(/^#load\/v\d\./);
  const { experiment } = decodeLink(`#${address.slice('#load/'.length)}`);
  expect(experiment.title).toBe('Continuous batching, variant kernels: other shape');
  expect(compared(container)).toBeNull();
});

it('opens a cell that is chosen before its link is there', async () => {
  await opened();
  const [first] = cellsOf('Chunked prefill');
  fireEvent.click(within(first).getByRole('link'));
  await waitFor(() => expect(location.hash).toMatch(/^#load\/v\d\./));
  expect(decodeLink(`#${location.hash.slice('#load/'.length)}`).experiment.title).toBe(
    'Chunked prefill: other shape',
  );
  location.hash = '';
});

it('says of a cell that is not measured why', async () => {
  await opened();
  for (const cell of cellsOf('Expert capacity')) expect(cell.textContent).toMatch(/^not measured.*experts/);
});

it('switches to random weights, and says in words how they differ from nano', async () => {
  const container = await opened();
  fireEvent.click(screen.getByRole('radio', { name: 'random weights in nano’s shape' }));
  expect(await screen.findByText(/^Measured earlier: random:nano on the CPU engine/)).toBeDefined();
  expect(screen.getByText(/^Pass rates cannot be measured here/)).toBeDefined();
  const [first] = cellsOf('Continuous batching, variant kernels');
  const address = await reachedAddress(within(first).getByRole('link'));
  const { experiment } = decodeLink(`#${address.slice('#load/'.length)}`);
  expect(experiment.model.name).toBe('random:nano');
  const words = compared(container)!;
  const [, all, same, further, less] = /^Of (\d+) cells (\d+) have .* nano, (\d+) .* and (\d+) a weaker/
    .exec(words.querySelector('p')!.textContent!)!
    .map(Number);
  expect(same + further + less).toBe(all);
  expect(words.querySelectorAll('li')).toHaveLength(further + less);
});

it('keeps what the page was told to measure on, and offers each model once', async () => {
  await opened();
  const select = screen.getByRole('combobox', { name: 'Model' });
  expect(
    within(select)
      .getAllByRole('option')
      .map(({ textContent }) => textContent),
  ).toEqual([...['nano', 'random weights in nano’s shape', 'pico-moe, which has experts']]);
  act(() => couplingStore.setState({ shown: 'pico-moe' }));
  expect(screen.getByRole('radio', { name: 'pico-moe, which has experts' })).toHaveProperty('checked', true);
});
