import '../../kit/testing/dom.ts';
import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { traceKey } from '../../../results/record.ts';
import { exampleViews } from '../../state/example.ts';
import { EXAMPLE, parseExample } from '../../state/example-file.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { BEGUN, emptyView, type RunView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { changeSettings } from '../../state/settings.ts';
import { forgetQuestions } from '../../state/testing/fake-client.ts';
import { lengthOf } from './beats.ts';
import { Story } from './story.tsx';

vi.mock('../../state/client.ts', () => import('../../state/testing/fake-client.ts'));

const file = readFileSync(`public/examples/${EXAMPLE}.json`, 'utf8');
const example = parseExample(JSON.parse(file));
const preset = bundledExperiments.find(({ id }) => id === EXAMPLE)!;
const view = exampleViews(example)(preset.experiment);
const [forked, same] = example.record.diffs;

const stage = () => document.querySelector('[data-part="story-stage"]')!;
const text = () => stage().textContent;
const unwritten = () => stage().querySelectorAll('[class*="unwritten"]').length;
const answer = () => document.querySelector('figcaption')!.textContent;

function show(state: Partial<ReturnType<typeof labStore.getState>>) {
  labStore.setState({ ...labStore.getInitialState(), chosen: preset, ...state }, true);
  render(<Story />);
}

beforeEach(() => {
  forgetQuestions();
  changeSettings({ motion: 'system' });
});

describe('the shipped example', () => {
  it('is whole and still where motion is unwelcome', () => {
    changeSettings({ motion: 'reduced' });
    show({ view });
    expect(unwritten()).toBe(0);
    expect(screen.queryByRole('button', { name: /Pause|Replay/ })).toBeNull();
    expect(answer()).toContain(`After ${forked.fork} equal tokens the answers part`);
    expect(answer()).toMatch(/led the runner-up by 0\.0146 in logits.*overtook it/);
  });

  it('plays both answers in step, keeping the place of what is to come, and can be held and played again', () => {
    vi.useFakeTimers();
    show({ view });
    const whole = text();
    const wait = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
    const tokens = unwritten();
    expect(tokens).toBeGreaterThan(forked.fork!);
    wait(1500);
    expect(unwritten()).toBeLessThan(tokens);
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
    const held = unwritten();
    wait(1500);
    expect(unwritten()).toBe(held);
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
    wait(2 * lengthOf({ length: 64, fork: forked.fork }));
    expect(unwritten()).toBe(0);
    // Nothing was added to the text, so nothing can have moved.
    expect(text()).toBe(whole);
    fireEvent.click(screen.getByRole('button', { name: 'Replay' }));
    expect(unwritten()).toBe(tokens);
    vi.useRealTimers();
  });

  it('has the pair that agrees a press away, with the ground of it', () => {
    changeSettings({ motion: 'reduced' });
    show({ view });
    const choice = screen.getByRole('button', { name: /^invariant kernels/ });
    expect(choice.textContent).toContain('same bits');
    fireEvent.click(choice);
    expect(choice.getAttribute('aria-pressed')).toBe('true');
    expect(answer()).toContain(`The same ${same.comparedPositions} tokens, and the same bits`);
    expect(answer()).toContain('whoever else is in the batch');
  });

  it('stays when the experiment is changed, and is said to be of the earlier one', () => {
    const edited = { ...preset, experiment: { ...preset.experiment, title: 'other' }, edited: true };
    show({ view, chosen: edited });
    expect(screen.getByText(/You have changed the experiment since/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^Run on/ })).toBeTruthy();
  });
});

describe('any experiment', () => {
  const experiment = parseExperiment({
    version: 1,
    title: 'Two probes',
    requests: ['p', 'q', 'x'].map((id) => ({
      id,
      role: id === 'x' ? 'noise' : 'probe',
      prompt: `Say ${id}`,
    })),
    arms: [
      { name: 'one', requests: ['p', 'q'], kernels: 'variant' },
      { name: 'two', requests: ['p', 'q', 'x'], kernels: 'variant' },
    ],
    compare: [['one', 'two']],
  });
  const stream = (words: readonly string[]) =>
    words.map((word, token) => ({ token: token + word.length, text: ` ${word}` }));
  const live = (streams: Readonly<Record<string, readonly string[]>>): RunView => ({
    ...emptyView,
    source: 'live',
    experiment,
    streams: Object.fromEntries(Object.entries(streams).map(([key, words]) => [key, stream(words)])),
  });
  const chosen = { id: 'link', experiment };

  it('says what a run will do before there is one', () => {
    show({ chosen });
    expect(text()).toContain('Say p');
    expect(answer()).toMatch(/Not run yet.*up to 64 tokens in a batch of 2 \(A\) and in a batch of 3 \(B\)/);
    expect(screen.getByRole('button', { name: /^Run on/ })).toBeTruthy();
  });

  it('shows tokens as they come, as one line while they agree and two once they do not', () => {
    const [one, two] = [traceKey('one', 'p'), traceKey('two', 'p')];
    show({ chosen, status: BEGUN, view: live({ [one]: ['a', 'bb'], [two]: ['a'] }) });
    expect(text()).toContain('Say p a');
    expect(text()).not.toContain('bb');
    expect(answer()).toBe('The same 1 token so far.');
    expect(screen.queryByRole('button', { name: /^Run on/ })).toBeNull();
    act(() => labStore.setState({ view: live({ [one]: ['a', 'bb'], [two]: ['a', 'ccc', 'd'] }) }));
    expect(unwritten()).toBe(0);
    expect(
      stage().querySelector('[data-side="b"] + [data-side="b"], div[data-side="b"]')!.textContent,
    ).toContain('ccc d');
    expect(answer()).toContain(
      "After 1 equal token the answers part: ' bb' with 1 batchmate, ' ccc' with 2 batchmates.",
    );
  });

  it('goes to the probe that forks, and says of a run that was cut short what it is', () => {
    const streams = { 'one/p': ['a'], 'two/p': ['a'], 'one/q': ['b'], 'two/q': ['cc'] };
    show({ chosen, status: { state: 'cancelled' }, view: live(streams) });
    expect(screen.getByRole('button', { name: /^q:/ }).getAttribute('aria-pressed')).toBe('true');
    expect(answer()).toContain('The run was cancelled here. At the first token the answers part');
  });

  it('has no texts to show of an experiment that compares nothing', () => {
    show({ chosen: { id: 'link', experiment: { ...experiment, compare: [] } } });
    expect(screen.getByRole('heading', { level: 2 })).toBeTruthy();
    expect(document.querySelector('figure')).toBeNull();
  });
});
