import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { encodeLink } from '../../../experiment/link.ts';
import { parsePayload } from '../../../experiment/link-payload.ts';
import type { LoadEvent } from '../../../lab/load/load-events.ts';
import { ended, forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { LoadPage } from './load-page.tsx';
import { loadStore } from './load-store.ts';
import { scheduledRun } from './testing/scheduled-run.ts';
import { smallCrowd } from './testing/small-crowd.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const crowd = {
  ...{ requests: 12, perSecond: 100, outputTokens: 8 },
  limits: { maxSequences: 4, maxTokensPerStep: 32, blocks: 24 },
};

beforeEach(() => {
  localStorage.clear();
  forgetQuestions();
  loadStore.setState({ ...loadStore.getInitialState(), experiment: smallCrowd }, true);
  // No run ships with this page.
  vi.stubGlobal('fetch', async () => ({ ok: false }));
});
afterEach(() => vi.unstubAllGlobals());

const start = () => {
  fireEvent.click(screen.getByRole('button', { name: 'Turn the crowd loose' }));
  const question = questions.at(-1)!;
  const tell = question.args.at(-1) as (news: readonly LoadEvent[]) => void;
  return { ...question, tell };
};

it('draws a run as it happens, switches a mechanism in it, and asks of a token why it came when it did', async () => {
  render(<LoadPage path={[]} />);
  expect(screen.getByText(/Nobody has come yet/)).toBeDefined();
  const { tell } = start();
  const events = scheduledRun(crowd);
  const half = events.slice(0, Math.floor(events.length / 2));
  tell(half);
  expect(await screen.findByText(/^Running: \d+ requests in .* of the virtual clock/)).toBeDefined();
  const slider = screen.getByRole('slider', { name: 'Step of the run' });
  expect(slider.getAttribute('aria-valuetext')).toMatch(/^step \d+ of \d+, M = \d+: /);
  fireEvent.keyDown(slider, { key: 'Home' });
  expect(slider.getAttribute('aria-valuenow')).toBe('0');
  fireEvent.keyDown(slider, { key: 'ArrowRight' });
  expect(slider.getAttribute('aria-valuenow')).toBe('1');
  fireEvent.keyDown(slider, { key: 'Enter' });
  expect(document.activeElement?.getAttribute('data-part')).toBe('load-why');

  fireEvent.change(screen.getByLabelText('Who is next'), { target: { value: 'prefill-first' } });
  const [, served] = questions;
  expect(served.args[0]).toMatchObject({ arm: 'crowd', serving: { policy: { kind: 'prefill-first' } } });
  expect(loadStore.getState().experiment.arms[0].serving?.policy.kind).toBe('prefill-first');

  const stream = screen.getByRole('list', { name: 'Tokens of the watched request' });
  fireEvent.click(within(stream).getAllByRole('button')[0]);
  expect(await screen.findByText(/^Token 0 of/)).toBeDefined();
  expect(document.querySelector('[data-part="load-bits"]')?.textContent).toMatch(/same tokens alone/);
});

it('keeps what a run did when it fails, and says why in place', async () => {
  render(<LoadPage path={[]} />);
  const { tell, fail } = start();
  tell(scheduledRun(crowd).slice(0, 60));
  await fail('gpu', 'the device is gone');
  expect(await screen.findByText('the device is gone')).toBeDefined();
  expect(screen.getByRole('slider', { name: 'Step of the run' })).toBeDefined();
});

it('is cancelled, paused and stepped', async () => {
  render(<LoadPage path={[]} />);
  const { tell, fail } = start();
  tell(scheduledRun(crowd).slice(0, 40));
  await screen.findByText(/^Running/);
  fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(await screen.findByText('Stopping after this step…')).toBeDefined();
  expect(ended.length).toBeGreaterThan(0);
  await fail('cancelled');
  expect(await screen.findByText(/^Cancelled: /)).toBeDefined();
});

it('refuses two mechanisms that make no sense together, in place, and changes nothing', () => {
  render(<LoadPage path={[]} />);
  fireEvent.change(screen.getByLabelText('Prefix reuse'), { target: { value: 'on' } });
  fireEvent.change(screen.getByLabelText('Packing'), { target: { value: 'masked' } });
  expect(screen.getByText(/packing does not go with prefix reuse/)).toBeDefined();
  expect((screen.getByLabelText('Packing') as HTMLSelectElement).value).toBe('off');
});

it('opens a link with its crowd, keeps edits, and says what is wrong with a link', () => {
  const other = {
    ...smallCrowd,
    title: 'Another crowd',
    crowd: { ...smallCrowd.crowd!, noise: 0.125 },
  };
  const link = encodeLink(parsePayload({ experiment: other })).slice(1);
  const { rerender } = render(<LoadPage path={[link]} />);
  expect(loadStore.getState().experiment.crowd?.noise).toBe(0.125);
  const noise = screen.getByLabelText(/^Noise/);
  fireEvent.change(noise, { target: { value: '75' } });
  expect(JSON.parse(localStorage.getItem('batchmates.load')!).experiment.crowd.noise).toBe(0.75);
  rerender(<LoadPage path={['v1.nothing']} />);
  expect(screen.getByText(/^This link cannot be opened/)).toBeDefined();
  rerender(<LoadPage path={['preset', 'none']} />);
  expect(screen.getByText('There is no preset “none” here.')).toBeDefined();
});

it('puts a trace that was dropped in the crowd’s place, and says why another file is none', async () => {
  render(<LoadPage path={[]} />);
  const drop = (text: string, name: string) => {
    const file = Object.assign(new File([text], name), { stream: () => new Response(text).body });
    fireEvent.change(screen.getByLabelText(/^Or a recorded trace/), { target: { files: [file] } });
  };
  drop(
    'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.0,374,44\n2023-11-16 18:17:04.5,396,109\n',
    'azure.csv',
  );
  expect(await screen.findByText(/^2 requests of azure.csv/)).toBeDefined();
  expect(loadStore.getState().experiment.crowd).toMatchObject({
    arrivals: { kind: 'trace', name: 'azure.csv' },
    most: 2,
  });
  drop('nothing at all', 'notes.csv');
  expect(await screen.findByText(/^notes.csv cannot be read as a trace/)).toBeDefined();
});

it('tells the store of a batch of events once or twice, however many they are', () => {
  render(<LoadPage path={[]} />);
  const { tell } = start();
  const heard = vi.fn();
  const unsubscribe = loadStore.subscribe(heard);
  const events = scheduledRun(crowd);
  const third = Math.floor(events.length / 3);
  act(() => tell(events.slice(0, third)));
  act(() => tell(events.slice(third, 2 * third)));
  unsubscribe();
  // That it runs, and that views grew; then only the latter.
  expect(heard).toHaveBeenCalledTimes(3);
  expect(loadStore.getState().work).toMatchObject({ state: 'running', progress: { stage: 'running' } });
});

it('makes the lanes as high as they are many, from the start for all who will come', () => {
  render(<LoadPage path={[]} />);
  const { tell } = start();
  const heightOf = (requests: number) => {
    const events = scheduledRun({ ...crowd, requests }, `${requests}`);
    act(() => tell(events.slice(0, 2)));
    act(() => loadStore.setState({ arm: `${requests}` }));
    return screen.getByRole('img', { name: 'Every request as a lane over time' }).style.height;
  };
  expect([3, 12, 400].map(heightOf)).toEqual(['65px', '200px', '300px']);
});
