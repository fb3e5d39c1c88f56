import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { labStore } from '../../state/lab-store.ts';
import { forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { CENSUS_FILES } from './census-files.ts';
import { CensusPage } from './census-page.tsx';
import { smallCensus } from './testing/small-census.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

beforeEach(() => forgetQuestions());

const matrix = () => screen.getByRole('region', { name: 'Adapters beside each other, table' });
const verdict = (name: string) => screen.getByRole('status', { name });
const pick = (label: string, value: string) =>
  fireEvent.change(screen.getByRole('combobox', { name: label }), { target: { value } });

/** Asks, and answers with a census. */
async function answered(census: ReturnType<typeof smallCensus>): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: 'Run the census' }));
  await questions.at(-1)!.answer(census);
  await screen.findByText('Done: its answers stand below.');
}

it('compares the files before anything is asked: a row each, and what differs is marked in words', () => {
  render(<CensusPage path={[]} />);
  expect(CENSUS_FILES.length).toBeGreaterThan(1);
  expect(within(matrix()).getAllByRole('row')).toHaveLength(1 + CENSUS_FILES.length);
  expect(verdict('Another’s adapter, from the repository').textContent).toMatch(/portable bits/);
  const operations = screen.getByRole('region', { name: 'Rounding and small numbers, table' });
  expect(within(operations).getByRole('row', { name: /^a \* b/ }).textContent).not.toContain('–');
  pick('A', CENSUS_FILES[0].name);
  pick('B', CENSUS_FILES[0].name);
  expect(screen.getByText(/^All \d+ answers that both gave are the same\.$/)).toBeDefined();
  expect(screen.queryByRole('textbox', { name: 'Census as JSON' })).toBeNull();
});

it('asks the adapter with progress, can be ended, and keeps what there was', async () => {
  render(<CensusPage path={[]} />);
  fireEvent.click(screen.getByRole('button', { name: 'Run the census' }));
  const [{ args, fail }] = questions;
  const hear = args[0] as (news: readonly unknown[]) => void;
  act(() => hear([{ doing: 'exp(a)', done: 7, total: 91 }]));
  expect(screen.getByText('Asking: exp(a)')).toBeDefined();
  expect(screen.getByRole('progressbar').getAttribute('value')).toBe('7');
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(screen.getByText('Stopping after this question…')).toBeDefined();
  await fail('cancelled');
  expect(await screen.findByText('Cancelled.')).toBeDefined();
  expect(within(matrix()).getAllByRole('row')).toHaveLength(1 + CENSUS_FILES.length);
});

it('says the verdict first, puts the adapter beside the files, and shows all that would be handed on', async () => {
  render(<CensusPage path={[]} />);
  const own = smallCensus({
    portable: { holds: false, step: 'apart', why: '3 * 5 + 7 was fused: 22 came, 21 was due.' },
  });
  await answered(own);
  expect(verdict('Your adapter').textContent).toContain('✗ This adapter does not keep portable bits.');
  expect(verdict('Your adapter').textContent).toContain('3 * 5 + 7 was fused');
  const rows = within(matrix()).getAllByRole('row');
  expect(rows).toHaveLength(2 + CENSUS_FILES.length);
  expect(rows[1].textContent).toMatch(/^your adapter.*not: apart/);
  const text = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Census as JSON' }).value;
  expect(JSON.parse(text)).toEqual(own);
  expect(screen.getByRole('link', { name: /pull request/ }).getAttribute('href')).toMatch(/census\S*\.md$/);
  await answered(smallCensus());
  expect(verdict('Your adapter').textContent).toContain('✓ This adapter keeps portable bits.');
  expect(screen.getByRole('img', { name: /^exp\(a\): the nearest float in 77\.0 %/ })).toBeDefined();
  expect(screen.getByRole('img', { name: /empty kernel: median 3 µs/ })).toBeDefined();
});

it('says why nothing can be asked without WebGPU, and still compares', () => {
  labStore.setState({
    gpu: { state: 'missing', fault: { kind: 'no-webgpu', message: 'This browser does not offer WebGPU.' } },
  });
  render(<CensusPage path={[]} />);
  expect(screen.getByRole('note').textContent).toMatch(/does not offer WebGPU\. The files below compare/);
  fireEvent.click(screen.getByRole('button', { name: 'Run the census' }));
  expect(questions).toEqual([]);
  expect(within(matrix()).getAllByRole('row').length).toBeGreaterThan(1);
});
