import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../../studies/sweep/job.ts';
import { jobTable } from '../../../../studies/sweep/job-table.ts';
import {
  MADE_UP_PROVENANCE,
  MADE_UP_STUDY,
  madeUpOutcome,
} from '../../../../studies/sweep/testing/made-up-outcome.ts';
import type { PlanReport } from '../../../../worker/methods/study-reports.ts';
import type { StudyNews } from '../../../../worker/news.ts';
import { STUDIES_CHANGED } from '../../../state/kept-studies.ts';
import { labStore } from '../../../state/lab-store.ts';
import { ended, forgetQuestions, questions } from '../../../state/testing/fake-client.ts';
import { runnerStore } from './runner-store.ts';
import { StudyRunner } from './study-runner.tsx';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const HASH = 'ab'.repeat(32);
const TEXT = JSON.stringify(MADE_UP_STUDY);
const SIZES = [3, 2];

/** The made-up study with as many jobs as are asked for, the first of them done. */
function openedWith(count: number, done: number): PlanReport {
  const jobs = Array.from({ length: count }, (_, index): Job => {
    const id = index.toString(16).padStart(32, '0');
    return { id, index, cell: [index % 3, 1], seed: 1, from: 0, to: 40 };
  });
  return {
    ...{ hash: HASH, text: TEXT, units: 120, table: jobTable(jobs, SIZES) },
    done: Uint8Array.from({ length: count }, (_, index) => (index < done ? 1 : 0)),
    by: done > 0 ? MADE_UP_PROVENANCE : null,
    jobMilliseconds: done > 0 ? 60_000 : null,
  };
}
const kept = (done: number, planned: number) => [{ hash: HASH, title: MADE_UP_STUDY.title, done, planned }];

beforeEach(() => {
  forgetQuestions();
  runnerStore.setState(runnerStore.getInitialState(), true);
  labStore.setState({ ...labStore.getInitialState(), engine: 'cpu' }, true);
});

/** Until what follows from it is on the page. */
function drawn(work: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => act(work).then(() => resolve()));
}

/** Answers the oldest question that has no answer. */
async function answer(value: unknown): Promise<void> {
  const [question] = questions.splice(0, 1);
  await drawn(() => question.answer(value));
}

/** The page of a browser that has some of a study. */
async function reopened(count: number, done: number): Promise<void> {
  render(<StudyRunner path={[]} />);
  await answer(kept(done, count));
  await answer(openedWith(count, done));
}
const status = () => document.querySelector('[data-part="runner-status"]')!.textContent;
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

describe('a browser that has run nothing', () => {
  it('opens a study by its JSON, and says what it would do before anything runs', async () => {
    render(<StudyRunner path={[]} />);
    await answer([]);
    expect(screen.queryByRole('table', { name: 'Studies with results in this browser' })).toBeNull();
    expect(screen.getByRole('option', { name: 'Tokens until company tells (fork-survival)' })).toBeDefined();
    const field = screen.getByLabelText('A link, or a study’s JSON');
    fireEvent.change(field, { target: { value: ' {"version":1} ' } });
    press('Open it');
    expect(questions[0].args[0]).toMatchObject({ text: '{"version":1}' });
    expect(screen.getByText('Planning its jobs…')).toBeDefined();
    await answer(openedWith(36, 0));
    const facts = document.querySelector('dl')!.textContent;
    expect(facts).toContain('6 cells; noise-share: 0 %, 50 %, 100 %; precision: f32, q4');
    expect(facts).toContain('120 tasks, 2 seeds, 2 arms');
    expect(facts).toContain('4 hypotheses, n = 240, alpha 0.05, holm; frozen as abababababab');
    expect(status()).toBe('0 of 36 jobs done: nothing has run; the first jobs tell how long it takes.');
    expect(screen.queryByText('What was found')).toBeNull();
  });

  it('shows what is wrong with one', async () => {
    render(<StudyRunner path={[]} />);
    await answer([]);
    fireEvent.change(screen.getByLabelText('A link, or a study’s JSON'), { target: { value: '{}' } });
    press('Open it');
    await drawn(() => questions[0].fail('experiment', 'version: expected 1, found nothing'));
    expect(screen.getByRole('alert').textContent).toBe('version: expected 1, found nothing');
  });

  it('gives zips to the worker as they are, and a JSON as text', async () => {
    render(<StudyRunner path={[]} />);
    await answer([]);
    const input = screen.getByLabelText('A file, or zips of results');
    const files = [new File(['PK'], 'a.zip'), new File(['PK'], 'b.ZIP'), new File(['x'], 'notes.json')];
    fireEvent.change(input, { target: { files } });
    expect(questions[0].args[0]).toMatchObject({ zips: files.slice(0, 2) });
    await answer(openedWith(36, 2));
    await answer(kept(2, 36));
    expect(status()).toBe('2 of 36 jobs done: paused, about 34 min left.');
    fireEvent.change(input, { target: { files: [new File(['{"id":1}'], 'study.json')] } });
    await vi.waitFor(() => expect(questions[0]?.args[0]).toMatchObject({ text: '{"id":1}' }));
  });
});

describe('a browser that has results', () => {
  it('opens again what was run last, runs on at a press, and tells how far it is', async () => {
    await reopened(36, 4);
    expect(status()).toBe('4 of 36 jobs done: paused, about 32 min left.');
    expect(questions).toEqual([]);
    press('Continue on this CPU');
    const [request, hear] = questions[0].args as [object, (news: readonly StudyNews[]) => void];
    expect(request).toMatchObject({ text: TEXT, engine: 'cpu' });
    act(() => hear([{ type: 'loading', loaded: 2_000_000, total: null }]));
    expect(status()).toBe('Loading the model: 2.0 MB');
    act(() =>
      hear([
        { type: 'job', index: 4 },
        { type: 'study', done: 5, of: 36, millisecondsLeft: 90_000 },
      ]),
    );
    expect(status()).toBe('Running: 5 of 36 jobs, about 90 s left');
    expect(screen.getByRole('progressbar', { name: 'Jobs done' })).toHaveProperty('value', 5);
    expect(screen.getByRole('img', { name: 'Jobs in the plan’s order: 5 of 36 done' })).toBeDefined();
    expect(screen.getByRole('row', { name: /made up/ }).textContent).toContain('5 of 36');
    for (const { name } of [{ name: 'Delete' }, { name: 'Open it' }])
      expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');

    press('Pause');
    expect(ended).toHaveLength(1);
    expect(status()).toMatch(/^Pausing after this step/);
    await drawn(() => questions.splice(0, 1)[0].fail('cancelled'));
    await answer(openedWith(36, 5));
    await answer(kept(5, 36));
    expect(status()).toBe('5 of 36 jobs done: paused, about 31 min left.');
    expect(screen.getByRole('button', { name: 'Continue on this CPU' })).toBeDefined();
  });

  it('calls what is found before the end a look, and the end by itself the result', async () => {
    await reopened(36, 35);
    expect(screen.getByText(/^A look: 35 of 36 jobs are done/)).toBeDefined();
    press('Look at the results so far');
    const partly = madeUpOutcome();
    await answer(
      JSON.stringify({
        outcome: {
          ...partly,
          jobs: { ...partly.jobs, done: 35 },
          deviations: ['1 of 36 jobs was not run'],
        },
      }),
    );
    expect(screen.getByText('Look at 35 of 36 jobs')).toBeDefined();
    expect(screen.getByText('1 of 36 jobs was not run')).toBeDefined();

    press('Continue on this CPU');
    const hear = questions[0].args[1] as (news: readonly StudyNews[]) => void;
    act(() => hear([{ type: 'job', index: 35 }]));
    await answer({ done: 36, of: 36 });
    await answer(openedWith(36, 36));
    await answer(kept(36, 36));
    await answer(JSON.stringify({ outcome: madeUpOutcome() }));
    expect(status()).toBe('Done: all of 36 jobs.');
    expect(screen.queryByText(/^A look|^Look at \d/)).toBeNull();
    expect(screen.queryByRole('button', { name: /Continue|Run/ })).toBeNull();
    const found = document.querySelector('[data-part="runner-results"]')!;
    expect(within(found as HTMLElement).getAllByRole('listitem').length).toBeGreaterThan(3);
  });

  it('continues by the engine that its results are of, whichever is chosen', async () => {
    await reopened(36, 4);
    act(() => labStore.setState({ engine: 'webgpu' }));
    expect(screen.queryByRole('button', { name: 'Continue on this GPU' })).toBeNull();
    expect(screen.getByText(/^Its results so far are of .*, so that is what continues them/)).toBeDefined();
    press('Continue on this CPU');
    expect(questions[0].args[0]).toMatchObject({ engine: 'cpu' });
    expect(labStore.getState().engine).toBe('cpu');
  });

  it('does not continue results of a GPU where there is none', async () => {
    labStore.setState({ gpu: { state: 'missing', fault: { kind: 'no-webgpu', message: 'none' } } });
    render(<StudyRunner path={[]} />);
    await answer(kept(4, 36));
    await answer({ ...openedWith(36, 4), by: { ...MADE_UP_PROVENANCE, engine: 'webgpu' } });
    const button = screen.getByRole('button', { name: 'Continue on this GPU' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(button);
    expect(questions).toEqual([]);
  });

  it('analyses the results as the planned look that is chosen', async () => {
    render(<StudyRunner path={[]} />);
    await answer(kept(20, 36));
    const study = { ...MADE_UP_STUDY, plan: { ...MADE_UP_STUDY.plan, looks: 3 } };
    await answer({ ...openedWith(36, 20), text: JSON.stringify(study) });
    const field = screen.getByLabelText('Analysed as');
    expect(
      within(field)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toEqual([...['planned look 1 of 3', 'planned look 2 of 3', 'planned look 3 of 3, the last']]);
    press('Look at the results so far');
    expect(questions.splice(0, 1)[0].args[0]).not.toHaveProperty('look');
    fireEvent.change(field, { target: { value: '2' } });
    press('Look at the results so far');
    expect(questions[0].args[0]).toMatchObject({ look: 2 });
  });

  it('offers no look where the plan has one analysis', async () => {
    await reopened(36, 4);
    expect(screen.queryByLabelText('Analysed as')).toBeNull();
  });

  it('closes a study whose results were deleted in the settings', async () => {
    await reopened(36, 4);
    act(() => void window.dispatchEvent(new Event(STUDIES_CHANGED)));
    await answer([]);
    expect(document.querySelector('[data-part="opened-study"]')).toBeNull();
  });

  it('asks once more before results are deleted', async () => {
    await reopened(36, 4);
    press('Delete');
    expect(questions).toEqual([]);
    press('Delete 4 results for good');
    expect(questions[0].args).toEqual([HASH]);
    await answer(undefined);
    await answer([]);
    expect(screen.getByText('Deleted.')).toBeDefined();
    expect(document.querySelector('[data-part="opened-study"]')).toBeNull();
  });

  it('mounts of 100,000 jobs the rows in sight, wherever they are scrolled to', async () => {
    await reopened(100_000, 3);
    const list = screen.getByLabelText('Jobs of the plan');
    const rows = () => [...list.querySelectorAll('tbody tr')].map(({ textContent }) => textContent);
    expect(rows()).toHaveLength(12);
    expect(rows()[2]).toMatch(/^3noise-share 100 %, precision q411 to 40done00000000$/);
    expect(rows()[3]).toMatch(/to do/);
    const table = list.querySelector('table')!;
    expect(table.getAttribute('aria-rowcount')).toBe('100001');
    Object.defineProperties(list, {
      scrollHeight: { value: 2_600_026 },
      clientHeight: { value: 352 },
      scrollTop: { value: 2_600_026 - 352, writable: true },
    });
    fireEvent.scroll(list);
    expect(rows()).toHaveLength(12);
    expect(rows()[11]).toMatch(/^100,000noise/);
    list.scrollTop = 0;
    fireEvent.scroll(list);
    expect(rows()[0]).toMatch(/^1noise/);
  });
});
