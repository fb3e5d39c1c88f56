import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { encodeLink } from '../../../experiment/link.ts';
import { parsePayload } from '../../../experiment/link-payload.ts';
import type { LoadEvent } from '../../../lab/load/load-events.ts';
import type { LoadNews } from '../../../worker/news.ts';
import { usePage } from '../../state/page-address.ts';
import { ended, questions } from '../../state/testing/fake-client.ts';
import { couplingStore } from './couplings/coupling-store.ts';
import { LoadPage } from './load-page.tsx';
import { loadStore, openLoad } from './load-store.ts';
import { freshLoadPage } from './testing/fresh-page.ts';
import { scheduledRun } from './testing/scheduled-run.ts';
import { smallCrowd } from './testing/small-crowd.ts';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const crowd = {
  ...{ requests: 12, perSecond: 100, outputTokens: 8 },
  limits: { maxSequences: 4, maxTokensPerStep: 32, blocks: 24 },
};

beforeEach(freshLoadPage);

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

it('refuses a crowd in words while the matrix is measured, and asks nothing', () => {
  render(<LoadPage path={[]} />);
  const before = loadStore.getState().runs;
  act(() =>
    couplingStore.setState({
      work: { state: 'running', progress: { words: 'Chunked prefill', done: 1, total: 2 } },
    }),
  );
  expect(
    screen.getByText(/The matrix above is being measured: a crowd can be turned loose once/),
  ).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Turn the crowd loose' }));
  expect(questions).toEqual([]);
  expect(loadStore.getState().runs).toBe(before);
  act(() => couplingStore.setState({ work: { state: 'cancelled' } }));
  expect(screen.queryByText(/The matrix above is being measured/)).toBeNull();
});

it('puts the run on screen back where the worker refuses another, and says why', async () => {
  render(<LoadPage path={[]} />);
  const { tell, answer } = start();
  tell(scheduledRun(crowd));
  await answer({ arms: [] });
  const { ran, views, record } = loadStore.getState();
  const second = start();
  expect(loadStore.getState().views).toEqual([]);
  await second.fail('internal', 'a run is already under way');
  expect(await screen.findByText('It did not begin; the run shown is the one before.')).toBeDefined();
  expect(screen.getByText('a run is already under way', { selector: '[role="alert"]' })).toBeDefined();
  expect(loadStore.getState()).toMatchObject({ ran, views, record });
});

it('says how far the calibration of two widths is, which is no arm', async () => {
  render(<LoadPage path={[]} />);
  const { args } = start();
  const tell = args.at(-1) as (news: readonly LoadNews[]) => void;
  act(() => tell([{ type: 'calibrating', done: 3, total: 90 }]));
  expect(await screen.findByText(/: 3 of 90 passes$/)).toBeDefined();
  expect(loadStore.getState().views).toEqual([]);
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

it('hands on every switch while a run is held, and those made before an arm had begun', async () => {
  render(<LoadPage path={[]} />);
  const { tell } = start();
  fireEvent.change(screen.getByLabelText('Packing'), { target: { value: 'masked' } });
  expect(questions).toHaveLength(1);
  tell(scheduledRun(crowd).slice(0, 40));
  await screen.findByText(/^Running/);
  expect(questions.at(-1)!.args[0]).toMatchObject({ arm: 'crowd', serving: { packing: 'masked' } });
  fireEvent.change(screen.getByLabelText('Packing'), { target: { value: 'off' } });
  fireEvent.change(screen.getByLabelText('Who is next'), { target: { value: 'shortest' } });
  fireEvent.change(screen.getByLabelText('Prefix reuse'), { target: { value: 'on' } });
  expect(questions.at(-1)!.args[0]).toMatchObject({
    serving: { packing: 'off', policy: { kind: 'shortest' }, prefix: 'on' },
  });
  expect(document.querySelector('[data-part="load-ran"]')).toBeNull();

  fireEvent.click(screen.getByLabelText('Prefill and decode apart'));
  expect(screen.getByText(/keeps its one queue/)).toBeDefined();
  fireEvent.click(screen.getByLabelText('Prefill and decode apart'));
  expect(screen.queryByText(/keeps its one queue/)).toBeNull();

  expect(screen.queryByText(/goes on evicting/)).toBeNull();

  // An arm of the same name in another experiment is not the run's.
  const asked = questions.length;
  act(() => openLoad({ ...smallCrowd, title: 'Another' }));
  fireEvent.change(screen.getByLabelText('Who is next'), { target: { value: 'tiers' } });
  expect(questions).toHaveLength(asked);
  expect(screen.getByText('What is shown is of “A small crowd”, not of “Another”.')).toBeDefined();
});

it('says of an arm with a request longer than its pool that it goes on evicting, whatever it is switched to', async () => {
  render(<LoadPage path={[]} />);
  const { tell } = start();
  const [began, ...others] = scheduledRun(crowd).slice(0, 40);
  tell([{ ...began, keepsEvicting: true } as LoadEvent, ...others]);
  await screen.findByText(/^Running/);
  const choose = (value: string) =>
    fireEvent.change(screen.getByLabelText('Where memory runs out'), { target: { value } });
  choose('evict');
  expect(screen.queryByText(/goes on evicting/)).toBeNull();
  choose('swap');
  expect(screen.getByText(/goes on evicting/)).toBeDefined();
});

it('says that what is shown is from before an edit, and knows a preset that was changed', async () => {
  render(<LoadPage path={[]} />);
  const preset = () => {
    const { selectedOptions } = screen.getByLabelText('Preset') as HTMLSelectElement;
    return selectedOptions[0].text;
  };
  const { tell, fail } = start();
  tell(scheduledRun(crowd));
  await fail('cancelled');
  fireEvent.change(screen.getByLabelText(/^Noise/), { target: { value: '75' } });
  expect(screen.getByText('What is shown is of the run before your last changes.')).toBeDefined();
  expect(preset()).toBe('A small crowd');

  fireEvent.change(screen.getByLabelText('Preset'), { target: { value: 'viral-surge' } });
  expect(preset()).toBe('A viral surge');
  // As it comes from storage or a link.
  act(() => openLoad(structuredClone(loadStore.getState().experiment)));
  expect(preset()).toBe('A viral surge');
  fireEvent.change(screen.getByLabelText(/^Noise/), { target: { value: '75' } });
  expect(preset()).toBe('A viral surge, changed');
  expect(screen.getByText('Of the preset, before your changes:')).toBeDefined();
});

it('leaves the address of a link with the first change, so that the link can be opened again', () => {
  const link = encodeLink(parsePayload({ experiment: smallCrowd }));
  location.hash = `#load/${link.slice(1)}`;
  const Page = () => <LoadPage path={usePage().path} />;
  render(<Page />);
  const noise = () => (screen.getByLabelText(/^Noise/) as HTMLInputElement).value;
  fireEvent.change(screen.getByLabelText(/^Noise/), { target: { value: '75' } });
  expect([location.hash, noise()]).toEqual(['#load', '75']);
  act(() => {
    history.replaceState(null, '', `#load/${link.slice(1)}`);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  });
  expect(noise()).toBe('50');
  fireEvent.change(screen.getByLabelText('Preset'), { target: { value: 'viral-surge' } });
  expect(location.hash).toBe('#load');
});

it('shows one request in every arm, whichever arm is looked at', async () => {
  const [arm] = smallCrowd.arms;
  act(() => openLoad({ ...smallCrowd, arms: [arm, { ...arm, name: 'other' }] }));
  render(<LoadPage path={[]} />);
  const { tell } = start();
  tell([...scheduledRun(crowd), ...scheduledRun(crowd, 'other')]);
  const title = () => document.getElementById('load-arms-title')!.textContent;
  await screen.findByText(/^Running/);
  expect(title()).toBe('The same request in every arm: probe');
  const slider = screen.getByRole('slider', { name: 'Step of the run' });
  fireEvent.keyDown(slider, { key: 'ArrowDown' });
  expect(title()).toBe('The same request in every arm: crowd-1');
  fireEvent.click(screen.getByRole('button', { name: 'other' }));
  expect(title()).toBe('The same request in every arm: crowd-1');
  expect(document.getElementById('load-stream-title')!.textContent).toBe('One request watched: crowd-1');
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
  expect(screen.getByText(/as recorded: prompts of 396 tokens, answers of 109, at the median/)).toBeDefined();
  expect(screen.queryByRole('slider', { name: /^Lengths/ })).toBeNull();
  drop('nothing at all', 'notes.csv');
  expect(await screen.findByText(/^notes.csv cannot be read as a trace/)).toBeDefined();
  fireEvent.change(screen.getByLabelText('Preset'), { target: { value: 'viral-surge' } });
  expect(screen.queryByText(/^notes.csv cannot be read as a trace/)).toBeNull();
});

it('opens an experiment’s file, and names the field that is wrong in another', async () => {
  render(<LoadPage path={[]} />);
  const drop = (text: string, name: string) => {
    const arrayBuffer = async () => new TextEncoder().encode(text).buffer;
    const file = Object.assign(new File([text], name), { arrayBuffer });
    fireEvent.change(screen.getByLabelText(/^Or a recorded trace/), { target: { files: [file] } });
  };
  drop(JSON.stringify({ ...smallCrowd, title: 'From a file' }), 'mine.json');
  expect(await screen.findByText('mine.json is opened.')).toBeDefined();
  expect(loadStore.getState().experiment.title).toBe('From a file');
  drop(JSON.stringify({ ...smallCrowd, arms: 7 }), 'broken.json');
  expect(await screen.findByText(/^broken.json: arms: expected/)).toBeDefined();
  expect(loadStore.getState().experiment.title).toBe('From a file');
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
