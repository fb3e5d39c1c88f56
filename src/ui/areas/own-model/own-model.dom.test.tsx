import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { SHAPES } from '../../../model/shapes.ts';
import type { SourceReport } from '../../../worker/methods/source-reports.ts';
import { settled } from '../../kit/testing/dom.ts';
import { labStore } from '../../state/lab-store.ts';
import { forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { OwnModelForm } from './own-model-form.tsx';
import { ownModelStore } from './own-model-store.ts';

const HASHES = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`);
const REVISION = 'a'.repeat(40);
const REPORT: SourceReport = {
  ...{ source: 'hf:o/m', revision: REVISION, asked: 'main', host: 'huggingface.co', hash: HASHES[0] },
  files: [{ path: 'model.safetensors', size: 2_000_000 }],
  ...{ bytes: 2_000_000, lacking: 2_000_000, config: SHAPES.pico.config, refused: null },
  ...{ stored: 'f32', unknown: null },
};

function open(model: object = { name: 'nano' }): void {
  const experiment = parseExperiment({
    ...{ version: 3, title: 'Own', model },
    requests: [{ id: 'p', role: 'probe', promptIds: [1, 2] }],
    arms: [{ name: 'all', requests: ['p'], kernels: 'variant' }],
  });
  const initial = labStore.getInitialState();
  labStore.setState({ ...initial, chosen: { ...initial.chosen, experiment } }, true);
  render(<OwnModelForm />);
}
const name = () => screen.getByLabelText<HTMLInputElement>(/^Hub name/);
const button = (label: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name: label });
const type = (text: string) => fireEvent.change(name(), { target: { value: text } });
async function lookUp(report = REPORT): Promise<void> {
  fireEvent.click(button('Look it up at huggingface.co'));
  await questions.at(-1)!.answer(report);
  // What a model would take is asked next, of one whose config is known.
  if (report.config !== null) await questions.at(-1)!.fail('internal');
  await screen.findByRole('region', { name: 'What was found' });
}

/** Until an answer is on the page. */
async function drawn(answer: Promise<unknown>): Promise<void> {
  await answer;
  await settled();
}

beforeEach(() => {
  ownModelStore.setState(ownModelStore.getInitialState(), true);
  forgetQuestions();
});

it('asks nobody before a press that names the host', () => {
  open();
  expect(button('Look it up').disabled).toBe(true);
  type('https://example.org/m?x=1');
  expect([name().getAttribute('aria-invalid'), button('Look it up').disabled]).toEqual(['true', true]);
  type('https://example.org/m');
  expect(button('Look it up at example.org').disabled).toBe(false);
  expect(questions).toEqual([]);
});

it('tells size and hash before a download, shows its progress, and takes what came for the experiment', async () => {
  open();
  type('o/m');
  await lookUp();
  fireEvent.click(button('Download 2.0 MB from huggingface.co'));
  const [ask, tell] = questions.at(-1)!.args as [object, (news: readonly object[]) => void];
  expect(ask).toEqual({ name: 'o/m' });
  const progress = { file: 'model.safetensors', doing: 'downloading', loaded: 500_000, total: 2_000_000 };
  act(() => tell([{ ...progress, bytesPerSecond: 100_000, secondsLeft: 15 }]));
  expect(screen.getByText('model.safetensors: 500 kB of 2.0 MB, 100 kB/s, 15 s left')).toBeTruthy();
  const download = questions.at(-1)!;
  fireEvent.click(button('Stop the download'));
  expect(questions.at(-1)!.args).toEqual(['o/m']);
  await download.answer({ key: 'k', own: null, ...REPORT, whole: true });
  expect(labStore.getState().chosen.experiment.model).toEqual({
    ...{ name: 'm', source: 'hf:o/m', revision: REVISION, hash: HASHES[0] },
  });
});

it('refuses another hash than the experiment names, with both shown', async () => {
  open({ source: 'hf:o/m', revision: REVISION, hash: HASHES[1] });
  expect(name().value).toBe(`hf:o/m@${REVISION}`);
  await lookUp();
  expect(screen.getByRole('alert').textContent).toMatch(
    new RegExp(`expected ${HASHES[1]}, found ${HASHES[0]}`),
  );
  expect(screen.queryByRole('button', { name: /^Download/ })).toBe(null);
});

it('offers no download of what the lab cannot run', async () => {
  open();
  type('o/m');
  await lookUp({ ...REPORT, config: null, refused: 'config.json: model_type: expected a known one' });
  expect(screen.getByRole('alert').textContent).toContain('model_type: expected a known one');
  expect(screen.queryByRole('button', { name: /^Download/ })).toBe(null);
});

it('says of a GGUF file that its header is read, and where it cannot be, that its needs are known later', async () => {
  open();
  type('o/m:m.gguf');
  expect(
    screen.getByText(/list of files and the header of this one.*usually 1 to 16 MB, no weights/),
  ).toBeTruthy();
  await lookUp({ ...REPORT, config: null, stored: null, unknown: 'its host sends no part of a file' });
  const words = 'What it takes is known once it is downloaded: its host sends no part of a file.';
  expect(screen.getByText(words)).toBeTruthy();
  expect(button('Download 2.0 MB from huggingface.co')).toBeTruthy();
});

it('counts what is kept as stored in the format that it is stored in', async () => {
  open();
  type('o/m:m.gguf');
  fireEvent.click(button('Look it up at huggingface.co'));
  await questions.at(-1)!.answer({ ...REPORT, stored: 'q4' });
  expect(questions.at(-1)!.args.slice(0, 2)).toEqual([REPORT.config, 'q4']);
});

it('ends a look-up by a press', async () => {
  open();
  type('o/m');
  fireEvent.click(button('Look it up at huggingface.co'));
  const [asked] = questions.slice(-1);
  fireEvent.click(button('Stop asking'));
  expect(questions.at(-1)!.args).toEqual(['o/m']);
  await drawn(asked.fail('cancelled'));
  expect(button('Look it up at huggingface.co').disabled).toBe(false);
});
