import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { Experiment } from '../../../experiment/schema.ts';
import type { ForkReport, ForkTrial } from '../../../studies/search/fork-search.ts';
import { settled } from '../../kit/testing/dom.ts';
import { editorStore, openEditorDialog } from '../../state/editor.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { labStore } from '../../state/lab-store.ts';
import { ended, forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { FindFork } from './find-fork.tsx';

const needle = bundledExperiments.find(({ id }) => id === 'needle')!.experiment;
const MODEL = {
  ...{ name: 'mine', hash: `sha256:${'1'.repeat(64)}` },
  file: { name: 'mine.gguf', bytes: 5 },
};

interface Asked {
  readonly experiment: Experiment;
  readonly round: number;
  readonly most: number;
}
type Hear = (news: readonly object[]) => void;
const asked = () => questions.at(-1)!.args as [Asked, Hear];
const button = (name: RegExp) => screen.getByRole<HTMLButtonElement>('button', { name });
const alike = (prompt: string): ForkTrial => ({ prompt, fork: null, identical: false, positions: 64 });
const report = (trials: readonly ForkTrial[], experiment: Experiment | null = null): ForkReport => ({
  ...{ kind: 'fork', pair: { a: 'alone', b: 'company', probe: 'needle' }, round: 0 },
  ...{ trials, experiment },
});

/** Until an answer is on the page. */
async function drawn(answer: Promise<unknown>): Promise<void> {
  await answer;
  await settled();
}

beforeEach(() => {
  forgetQuestions();
  const initial = labStore.getInitialState();
  const experiment = { ...needle, model: MODEL };
  labStore.setState({ ...initial, chosen: { ...initial.chosen, experiment } }, true);
  openEditorDialog('own-model');
  render(<FindFork />);
});

it('asks the needle’s two batches on the model of the experiment, and opens and runs what forks', async () => {
  fireEvent.click(button(/^Find a fork/));
  const [{ experiment, most, round }, hear] = asked();
  expect(experiment).toMatchObject({ model: MODEL, compare: needle.compare });
  expect([most, round]).toEqual([24, 0]);
  act(() => hear([{ type: 'fork-search', partial: report([alike('a')]), runs: 2, most: 48, doing: 'b' }]));
  const bar = screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Prompts tried' });
  expect([bar.value, bar.max]).toEqual([1, 24]);
  expect(screen.getByRole('status').textContent).toMatch(/^0 of 1 prompt forked/);
  const found = { ...experiment, title: 'Found' };
  await drawn(questions.at(-1)!.answer(report([alike('a'), { ...alike('b'), fork: 3 }], found)));
  expect(screen.getByRole('status').textContent).toBe(
    '1 of 2 prompts forked, the last: the search ends at the first. 1 prompt answered alike: 1 from other bits, 0 from the same.',
  );
  expect(labStore.getState().chosen.experiment.title).toBe('Found');
  expect(editorStore.getState().dialog).toBe(null);
  // It runs: the next question is the run of what was found.
  expect((questions.at(-1)!.args[0] as Asked).experiment.title).toBe('Found');
});

it('says how many of how many forked where none did, and asks in another company next', async () => {
  fireEvent.click(button(/^Find a fork/));
  const trials = Array.from({ length: 24 }, (_, i) => alike(`prompt ${i}`));
  await drawn(questions.at(-1)!.answer(report(trials)));
  expect(screen.getByRole('status').textContent).toBe(
    '0 of 24 prompts forked (95 % interval 0 % to 14 %). 24 prompts answered alike: 24 from other bits, 0 from the same.',
  );
  expect(editorStore.getState().dialog).toBe('own-model');
  fireEvent.click(button(/^Look in another company/));
  expect(asked()[0].round).toBe(1);
  await drawn(questions.at(-1)!.fail('cancelled'));
});

it('is stopped by a press, and keeps what was tried until then', async () => {
  fireEvent.click(button(/^Find a fork/));
  const [, hear] = asked();
  act(() => hear([{ type: 'fork-search', partial: report([alike('a')]), runs: 2, most: 48, doing: 'b' }]));
  fireEvent.click(button(/^Stop looking/));
  expect(ended).toHaveLength(1);
  await drawn(questions.at(-1)!.fail('cancelled'));
  expect(screen.getByRole('status').textContent).toMatch(/^Stopped\. 0 of 1 prompt forked/);
  expect(button(/^Find a fork/).getAttribute('aria-disabled')).toBe('false');
  expect(screen.queryByRole('alert')).toBe(null);
});

it('says so where it was stopped before the first answer', async () => {
  fireEvent.click(button(/^Find a fork/));
  fireEvent.click(button(/^Stop looking/));
  await drawn(questions.at(-1)!.fail('cancelled'));
  expect(screen.getByRole('status').textContent).toBe('Stopped. No prompt was answered by then.');
});

it('says what went wrong', async () => {
  fireEvent.click(button(/^Find a fork/));
  await drawn(questions.at(-1)!.fail('gpu', 'The device was lost'));
  expect(screen.getByRole('alert').textContent).toBe('The device was lost');
});
