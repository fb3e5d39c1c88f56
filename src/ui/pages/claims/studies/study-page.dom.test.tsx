import { fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { StudyOutcome } from '../../../../studies/sweep/outcome.ts';
import { madeUpMerged } from '../../../../studies/sweep/testing/made-up-merged.ts';
import { madeUpOutcome } from '../../../../studies/sweep/testing/made-up-outcome.ts';
import { StudyPage } from './study-page.tsx';
import { StudyReport } from './study-report.tsx';

const ID = 'fork-survival';
let answers: Readonly<Record<string, () => Response>>;

beforeEach(() => {
  answers = { [ID]: () => Response.json(madeUpOutcome()) };
  vi.stubGlobal('fetch', (address: string) => {
    const answer = answers[/studies\/([^/]+)\.json$/.exec(address)?.[1] ?? ''];
    return Promise.resolve(answer?.() ?? new Response('', { status: 404 }));
  });
});
afterEach(() => vi.unstubAllGlobals());

it('shows a study that ships: question, verdict, design, what ran', async () => {
  render(<StudyPage path={[ID]} />);
  await screen.findByRole('heading', { name: 'Noise and precision (made up)' });
  expect(
    screen.getByText(
      /^Of 4 comparisons 1 shows a difference \(pass rate, precision q4 against f32 with arm variant: −13\.9 points/,
    ),
  ).toBeDefined();
  const ran = screen.getByRole('region', { name: 'What ran' });
  expect(within(ran).getByText(/36 of 36; 1 job run twice/)).toBeDefined();
  expect(screen.getByRole('link', { name: 'Open the experiment in the lab' }).getAttribute('href')).toMatch(
    /^#v\d\./,
  );
});

it('says that a file is missing, in the list and by itself', async () => {
  const { unmount } = render(<StudyPage path={['random-weights']} />);
  expect((await screen.findByRole('alert')).textContent).toContain('random-weights found is not there');
  unmount();
  render(<StudyPage path={[]} />);
  await screen.findByRole('link', { name: 'Noise and precision (made up)' });
  expect(await screen.findAllByRole('alert')).toHaveLength(6);
});

it.each([
  ['{"version":1', 'is damaged: '],
  [JSON.stringify({ ...madeUpOutcome(), jobs: { done: 1 } }), 'jobs.planned'],
])('says what is wrong with a damaged file', async (text, words) => {
  answers = { [ID]: () => new Response(text) };
  render(<StudyPage path={[ID]} />);
  expect((await screen.findByRole('alert')).textContent).toContain(words);
});

it('takes a host’s own page for a file that is missing', async () => {
  answers = { [ID]: () => new Response('<!doctype html><p>Not found') };
  render(<StudyPage path={[ID]} />);
  expect((await screen.findByRole('alert')).textContent).toContain('ships without it');
});

it('names a study that there is not, and lists the others', async () => {
  render(<StudyPage path={['nothing']} />);
  expect(screen.getByText('There is no “nothing” among the studies.')).toBeDefined();
  await screen.findByRole('link', { name: 'Noise and precision (made up)' });
});

it('keeps what was not planned apart', () => {
  render(<StudyReport outcome={madeUpOutcome()} />);
  const planned = screen.getByRole('region', { name: 'Verdicts, planned' });
  expect(within(planned).queryByText(/fork-by-noise|Exploratory/)).toBeNull();
  const explored = screen.getByRole('region', { name: 'Exploratory, not planned' });
  expect(within(explored).getByText(/^Exploratory: With noise share 100 %/)).toBeDefined();
});

it('follows what was found', () => {
  const outcome = madeUpOutcome();
  const flipped: StudyOutcome = {
    ...outcome,
    hypotheses: outcome.hypotheses.map((each) => ({ ...each, conclusion: 'inconclusive' })),
  };
  const { container } = render(<StudyReport outcome={flipped} />);
  expect(container.querySelector('[data-part="verdict"]')!.textContent).toMatch(
    /^Of 4 comparisons 4 cannot be told/,
  );
});

it('maps any measure over any two dimensions, as a table', () => {
  render(<StudyReport outcome={madeUpOutcome()} />);
  const cells = screen.getByRole('region', { name: 'Cells' });
  const table = () => within(cells).getByRole('table');
  const headOf = () =>
    within(table())
      .getAllByRole('columnheader')
      .map(({ textContent }) => textContent);
  expect(headOf().slice(1)).toEqual(['0 %', '50 %', '100 %']);
  expect(within(table()).getByRole('rowheader', { name: 'q4' })).toBeDefined();
  expect(within(table()).getAllByRole('cell')[5].textContent).toBe('47.9 %41.7 to 54.2 %');
  fireEvent.change(within(cells).getByLabelText('Rows'), { target: { value: '2' } });
  expect(within(table()).getByRole('rowheader', { name: 'invariant' })).toBeDefined();
  fireEvent.change(within(cells).getByLabelText('precision'), { target: { value: '1' } });
  expect(
    within(table())
      .getAllByRole('cell')
      .slice(0, 3)
      .map(({ textContent }) => textContent),
  ).toEqual(['50.4 %44.1 to 56.7 %', '49.6 %43.3 to 55.9 %', '47.9 %41.7 to 54.2 %']);
  // What was columns is rows where it is chosen for them.
  fireEvent.change(within(cells).getByLabelText('Rows'), { target: { value: '0' } });
  expect(headOf().slice(1)).toEqual(['variant', 'invariant']);
  fireEvent.change(within(cells).getByLabelText('Measure'), { target: { value: 'length' } });
  expect(within(table()).getAllByRole('cell')[0].textContent).toBe('42.7 tokens41.6 to 43.8 tokens');
});

it('says where nothing was measured', () => {
  const outcome = madeUpOutcome();
  const cells = outcome.cells.filter(({ cell, measure }) => measure === 'pass' && cell.join() !== '1,1');
  render(<StudyReport outcome={{ ...outcome, cells }} />);
  const map = screen.getByRole('region', { name: 'Cells' });
  expect(within(map).getAllByText('not measured')).toHaveLength(1);
});

it('offers observations as files only where it has them', () => {
  const { unmount } = render(<StudyReport outcome={madeUpOutcome()} />);
  expect(screen.queryByRole('button', { name: 'Observations, CSV' })).toBeNull();
  unmount();
  render(<StudyReport outcome={madeUpOutcome()} merged={madeUpMerged()} />);
  for (const name of ['Observations, CSV', 'Observations, Parquet', 'Logs for Inspect, ZIP'])
    expect(screen.getByRole('button', { name })).toBeDefined();
});

it('saves the report as Markdown with the address of the study', async () => {
  let saved: Blob | null = null;
  vi.stubGlobal(
    'URL',
    class extends URL {
      static override createObjectURL = (blob: Blob) => {
        saved = blob;
        return 'blob:';
      };
      static override revokeObjectURL = () => undefined;
    },
  );
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  render(<StudyReport outcome={madeUpOutcome()} />);
  fireEvent.click(screen.getByRole('button', { name: 'Report, Markdown' }));
  const text = await saved!.text();
  expect(text).toMatch(/^# Noise and precision/);
  expect(text).toMatch(/\[Open the study in Batchmates\]\(http.*#study1\./);
  vi.restoreAllMocks();
});
