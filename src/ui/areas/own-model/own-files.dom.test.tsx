import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { SHAPES } from '../../../model/shapes.ts';
import type { KeptReport, OwnReport } from '../../../worker/methods/source-reports.ts';
import { settled } from '../../kit/testing/dom.ts';
import { openDroppedModel } from '../../state/dropped-model.ts';
import { editorStore } from '../../state/editor.ts';
import { labStore } from '../../state/lab-store.ts';
import { forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { OwnModelForm } from './own-model-form.tsx';
import { ownModelStore } from './own-model-store.ts';

const [HASH, OTHER] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`);
const FILE = { name: 'mine.gguf', bytes: 1_000_000 };
const OWN = { name: 'mine', hash: HASH, file: FILE };
const REPORT: OwnReport = {
  ...{ name: 'mine', file: FILE, files: [{ path: 'mine.gguf', size: 1_000_000 }], bytes: 1_000_000 },
  ...{ config: SHAPES.pico.config, stored: 'q8', refused: null, unknown: null },
};
const KEPT: KeptReport = {
  ...{ key: 'k', source: 'mine', revision: HASH, hash: HASH, own: OWN, bytes: 1_000_000 },
  ...{ files: REPORT.files, whole: true },
};

const model = () => labStore.getState().chosen.experiment.model;
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name });
const last = () => questions.at(-1)!;

function open(named: object = { name: 'nano' }): void {
  const experiment = parseExperiment({
    ...{ version: 3, title: 'Own', model: named },
    requests: [{ id: 'p', role: 'probe', promptIds: [1, 2] }],
    arms: [{ name: 'all', requests: ['p'], kernels: 'variant' }],
  });
  const initial = labStore.getInitialState();
  labStore.setState({ ...initial, chosen: { ...initial.chosen, experiment } }, true);
  render(<OwnModelForm />);
}

/** Chooses a file, as far as its press. */
async function take(): Promise<void> {
  const files = [new File(['GGUF'], 'mine.gguf')];
  fireEvent.change(screen.getByLabelText('Choose files of a model'), { target: { files } });
  await drawn(last().answer(REPORT));
  // What it would take, in the format that it is stored in.
  expect(last().args.slice(0, 2)).toEqual([REPORT.config, 'q8']);
  await drawn(last().fail('internal'));
}

/** Until an answer is on the page. */
async function drawn(answer: Promise<unknown>): Promise<void> {
  await answer;
  await settled();
}

beforeEach(() => {
  ownModelStore.setState({ ...ownModelStore.getInitialState(), kept: [] }, true);
  forgetQuestions();
});

it('is read through for its hash, by which the experiment knows it from then on', async () => {
  open();
  await take();
  fireEvent.click(button('Use it'));
  const [ask, hear] = last().args as [object, (news: readonly object[]) => void];
  expect(ask).toEqual({ name: 'mine' });
  const told = { file: 'mine.gguf', doing: 'checking', loaded: 500_000, total: 1_000_000 };
  act(() => hear([{ ...told, bytesPerSecond: null, secondsLeft: null }]));
  expect(screen.getByText(/^mine\.gguf: 500 kB of 1\.0 MB/)).toBeTruthy();
  const question = last();
  fireEvent.click(button('Stop reading'));
  expect(last().args).toEqual(['mine']);
  await drawn(question.fail('cancelled'));
  expect(model()).toEqual({ name: 'nano' });
  fireEvent.click(button('Use it'));
  await drawn(last().answer(OWN));
  expect(model()).toEqual(OWN);
  expect(screen.getByRole('region', { name: 'What next' })).toBeTruthy();
});

it('is copied into the browser’s storage where that is asked for, and listed', async () => {
  open();
  await take();
  fireEvent.click(button('Use it'));
  await drawn(last().answer(OWN));
  fireEvent.click(button('Keep it in this browser'));
  expect(last().args[0]).toEqual({ name: 'mine', hash: HASH });
  await drawn(last().answer(KEPT));
  act(() => ownModelStore.setState({ kept: [KEPT] }));
  expect(screen.getByText(/^Kept in this browser: it need not be dropped again/)).toBeTruthy();
  const list = screen.getByRole('region', { name: 'Kept models' });
  expect(list.textContent).toContain('mine sha256:111111111111… · files of yours');
  expect(button('Delete mine')).toBeTruthy();
});

describe('an experiment that was made with files of its author’s own', () => {
  it('tells which, by name, size and hash, and refuses others with both hashes', async () => {
    open(OWN);
    const wanted = document.querySelector('[data-part="wanted"]')!.textContent;
    expect(wanted).toContain(`the file mine.gguf (1.0 MB) with the hash ${HASH}`);
    expect(screen.queryByRole('region', { name: 'What next' })).toBe(null);
    await take();
    fireEvent.click(button('Use it'));
    expect(last().args[0]).toEqual({ name: 'mine', hash: HASH });
    const words = `mine: expected a model of hash ${HASH}, as the experiment says, found ${OTHER}`;
    await drawn(last().fail('model', words));
    expect(screen.getByRole('alert').textContent).toBe(
      `${words}\nTo use it all the same, open another experiment first.`,
    );
    expect(model().hash).toBe(HASH);
  });

  it('takes those of its hash, and stays as it was linked', async () => {
    open(OWN);
    await take();
    const before = labStore.getState().chosen.experiment;
    fireEvent.click(button('Use it'));
    await drawn(last().answer({ ...OWN, name: 'called-otherwise' }));
    expect(labStore.getState().chosen.experiment).toBe(before);
    expect(document.querySelector('[data-part="wanted"]')).toBe(null);
    expect(button('Run the experiment on it')).toBeTruthy();
  });

  it('asks for nothing where they are kept, and may go on to others', async () => {
    open(OWN);
    // After the worker's own list, of which there is none here.
    await drawn(Promise.resolve());
    act(() => ownModelStore.setState({ kept: [KEPT] }));
    expect(document.querySelector('[data-part="wanted"]')).toBe(null);
    await take();
    fireEvent.click(button('Use it'));
    expect(last().args[0]).toEqual({ name: 'mine' });
    await drawn(last().answer({ ...OWN, hash: OTHER }));
    expect(model().hash).toBe(OTHER);
  });
});

it('takes what was dropped outside of its dialog', async () => {
  open();
  const files = [{ path: 'mine.gguf', file: new File(['GGUF'], 'mine.gguf') }];
  await drawn(openDroppedModel(Promise.resolve(files)));
  expect(editorStore.getState().dialog).toBe('own-model');
  expect(last().args).toEqual([files]);
  await drawn(last().fail('model', 'mine.gguf: expected a GGUF file, found a web page'));
  expect(screen.getByRole('alert').textContent).toContain('found a web page');
});
