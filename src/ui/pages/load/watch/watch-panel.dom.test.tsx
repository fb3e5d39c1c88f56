import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { readEvent } from '../../../../lab/served/event-schema.ts';
import type { WatchNews } from '../../../../lab/served/watch-server.ts';
import { ended, questions } from '../../../state/testing/fake-client.ts';
import { LoadPage } from '../load-page.tsx';
import { loadStore } from '../load-store.ts';
import { freshLoadPage } from '../testing/fresh-page.ts';
import { scheduledRun } from '../testing/scheduled-run.ts';
import { stopWatching } from './watch-run.ts';
import { watchStore } from './watch-store.ts';

vi.mock('../../../state/client.ts', () => import('../../../state/testing/fake-client.ts'));

const crowd = {
  ...{ requests: 12, perSecond: 100, outputTokens: 8 },
  limits: { maxSequences: 4, maxTokensPerStep: 32, blocks: 24 },
};
const heard = scheduledRun(crowd).flatMap((event): WatchNews[] => {
  const said = event.type === 'began' ? { ...event, clock: { kind: 'real' } } : event;
  const read = readEvent(JSON.stringify(said));
  return read.is === 'event' ? [{ type: 'heard', event: read.event }] : [];
});

beforeEach(() => {
  const putAway = freshLoadPage();
  watchStore.setState(watchStore.getInitialState(), true);
  return () => {
    stopWatching();
    putAway();
  };
});

const panel = () => within(document.querySelector<HTMLElement>('[data-part="load-watch"]')!);
const address = () => panel().getByLabelText('Address of the server');
const watchButton = () => panel().getByRole('button', { name: /^Watch/ }) as HTMLButtonElement;
const status = () => panel().getByRole('status').textContent;

/** Presses the button. @returns what the worker is asked, and how to say what it hears. */
function start() {
  fireEvent.click(watchButton());
  const { args, ...question } = questions.at(-1)!;
  const hear = args.at(-1) as (news: readonly WatchNews[]) => void;
  return { ...question, asked: args[0], tell: (...news: WatchNews[]) => act(() => hear(news)) };
}

it('asks nobody until a button is pressed that names who is asked, and of other machines only where that is ticked', () => {
  render(<LoadPage path={['watch']} />);
  expect(watchButton().textContent).toBe('Watch http://127.0.0.1:8000');
  expect(questions).toEqual([]);
  fireEvent.change(address(), { target: { value: 'https://models.example:8443/' } });
  expect(watchButton().disabled).toBe(true);
  expect(panel().getByText(/is another machine: tick below/)).toBeDefined();
  fireEvent.click(panel().getByRole('checkbox', { name: /another machine’s/ }));
  expect(watchButton().textContent).toBe('Watch https://models.example:8443');
  fireEvent.change(address(), { target: { value: 'http://10.0.0.7:8000' } });
  expect(watchButton().disabled).toBe(true);
  expect(questions).toEqual([]);
});

it('draws what a server does in the place of a run, with the key in nothing but the question', () => {
  render(<LoadPage path={['watch']} />);
  fireEvent.change(panel().getByLabelText(/^Key/), { target: { value: 'sk-secret' } });
  const { asked, tell } = start();
  expect(asked).toEqual({ address: 'http://127.0.0.1:8000', key: 'sk-secret' });
  tell({ type: 'asking', tries: 1 });
  expect(status()).toBe('Asking…');
  tell({ type: 'listening' }, heard[0]);
  expect(status()).toBe('Listening. 1 event so far.');
  expect(screen.getByText(/requests are drawn here as the server tells of them/)).toBeDefined();
  tell(...heard.slice(1), { type: 'unknown' }, { type: 'broken', problem: 'token: position: too small' });
  expect(status()).toMatch(/^Listening\. \d+ events so far\.$/);
  expect(screen.getByRole('slider', { name: 'Step of the run' })).toBeDefined();
  expect(panel().getByText(/1 of its events could not be read.*token: position: too small/)).toBeDefined();
  expect(
    screen.getByText('What is shown is what http://127.0.0.1:8000 did, not a run of this page.'),
  ).toBeDefined();
  const kept = JSON.stringify({ ...localStorage, href: location.href });
  expect(kept).toContain('http://127.0.0.1:8000');
  expect(kept + document.body.innerHTML.replaceAll(/<input[^>]*>/g, '')).not.toContain('sk-secret');
  fireEvent.click(panel().getByRole('button', { name: 'Forget the key' }));
  expect(watchStore.getState().key).toBe('');
});

it('says that a stream broke off and what is missing since, and leaves what was seen where it ends', async () => {
  render(<LoadPage path={['watch']} />);
  const { tell, answer } = start();
  const half = heard.length >> 1;
  tell({ type: 'listening' }, ...heard.slice(0, half));
  tell({ type: 'lost', message: 'http://127.0.0.1:8000 is no longer heard', wait: 500 });
  expect(status()).toMatch(/is no longer heard\. What was seen stays; it is asked again in 0\.5 s\./);
  tell({ type: 'asking', tries: 2 }, { type: 'listening' }, ...heard.slice(half));
  expect(screen.getByText(/^The stream broke off at .* is not drawn\.$/)).toBeDefined();
  await answer('nobody answers at http://127.0.0.1:8000');
  expect(panel().getByRole('alert').textContent).toBe('Nobody answers at http://127.0.0.1:8000.');
  expect(loadStore.getState().watched).toEqual({ origin: 'http://127.0.0.1:8000', listening: false });
  expect(loadStore.getState().views[0].requests).toHaveLength(crowd.requests);
});

it('leaves what is on screen where a server is not there, is stopped, and gives way to a run', async () => {
  render(<LoadPage path={['watch']} />);
  const first = start();
  await first.answer('nobody answers at http://127.0.0.1:8000');
  expect(loadStore.getState().watched).toBeNull();
  const second = start();
  second.tell({ type: 'listening' }, ...heard);
  fireEvent.click(panel().getByRole('button', { name: 'Stop watching' }));
  expect(ended.length + questions.length).toBeGreaterThan(2);
  expect(questions.at(-1)!.args).toEqual(['http://127.0.0.1:8000']);
  await second.fail('cancelled');
  expect(status()).toMatch(/^No longer watched\./);
  start().tell({ type: 'listening' }, ...heard.slice(0, 5));
  fireEvent.click(screen.getByRole('button', { name: 'Turn the crowd loose' }));
  expect(loadStore.getState().watched).toBeNull();
  expect(status()).toMatch(/^No longer watched\./);
});
