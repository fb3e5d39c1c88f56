import { readFileSync } from 'node:fs';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { shaderHash } from '../../../experiment/shaders.ts';
import { traceKey } from '../../../results/record.ts';
import { settled } from '../../kit/testing/dom.ts';
import { exampleViews, setExample } from '../../state/example.ts';
import { EXAMPLE, parseExample } from '../../state/example-file.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { BEGUN, emptyView, type RunView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { ownKernelsStore } from '../../state/own-kernels.ts';
import { changeSettings } from '../../state/settings.ts';
import { forgetQuestions, questions } from '../../state/testing/fake-client.ts';
import { lengthOf } from './beats.ts';
import { Story } from './story.tsx';

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
    expect(screen.getByText(/before the experiment was changed/)).toBeTruthy();
    expect(screen.getByRole('button', { name: /^run (it here|yours)/ })).toBeTruthy();
  });
});

describe('a run of the example’s experiment', () => {
  const ran = (change: object) => ({
    ...view,
    source: 'live' as const,
    record: { ...view.record!, ...change },
  });
  const line = () => document.querySelector('[data-part="earlier"]');

  it('stands beside what was computed earlier, with both answers and fingerprints to see', () => {
    setExample(view);
    const [arm, ...others] = example.record.arms;
    const [request] = arm.requests;
    const tokens = [...request.tokens.slice(0, 20), 7];
    const changed = { ...arm, requests: [{ ...request, tokens, fingerprint: '0'.repeat(64) }] };
    show({ view: ran({ arms: [changed, ...others], diffs: [{ ...forked, fork: 20 }, same] }) });
    expect(line()!.textContent).toContain(`Forks at token 20 here, at token ${forked.fork} there.`);
    fireEvent.click(screen.getByText('See both'));
    expect(line()!.querySelector('[data-part="story-stage"]')!.textContent).toContain('Once upon a time');
    expect(line()!.querySelectorAll('tbody tr')[0].textContent).toMatch(/000000000000….*another/);
  });

  it('says that the bits are the same, and nothing of another experiment or before there is an example', () => {
    setExample(view);
    show({ view: ran({}) });
    expect(line()!.textContent).toContain('The same bits as computed earlier');
    const experiment = { ...preset.experiment, decoding: { ...preset.experiment.decoding, seed: 9 } };
    act(() => labStore.setState({ view: ran({ experiment }) }));
    expect(line()).toBeNull();
    act(() => labStore.setState({ view: ran({}) }));
    act(() => setExample(null));
    expect(line()).toBeNull();
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
    expect(screen.getByRole('button', { name: /^run (it here|yours)/ })).toBeTruthy();
  });

  it('shows tokens as they come, as one line while they agree and two once they do not', () => {
    const [one, two] = [traceKey('one', 'p'), traceKey('two', 'p')];
    show({ chosen, status: BEGUN, view: live({ [one]: ['a', 'bb'], [two]: ['a'] }) });
    expect(text()).toContain('Say p a');
    expect(text()).not.toContain('bb');
    expect(answer()).toBe('The same 1 token so far.');
    expect(screen.queryByRole('button', { name: /^run / })).toBeNull();
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

describe('where nothing forked', () => {
  const [variant] = example.record.diffs;
  const none = { ...variant, fork: null, forkTokens: null, flip: null };
  const quiet = { ...view, source: 'live' as const, record: { ...view.record!, diffs: [none, same] } };
  const found = { ...preset.experiment, title: 'Found here: a prompt that forks' };
  const report = { kind: 'fork', pair: {}, round: 0, trials: [], experiment: null };
  const find = () => screen.getByRole('button', { name: /^Find one on/ });

  it('finds one: the search says how far it is, and what it found is opened and run', async () => {
    show({ view: quiet });
    fireEvent.click(find());
    const [{ args, answer }] = questions;
    const pair = { a: 'alone', b: 'company', probe: variant.probe };
    expect(args[0]).toMatchObject({ experiment: preset.experiment, pair, round: 0 });
    const trials = [{ prompt: 'The cat', fork: null, identical: false, positions: 64 }];
    const hear = args[1] as (news: readonly object[]) => void;
    act(() => hear([{ type: 'fork-search', runs: 2, most: 48, doing: '', partial: { ...report, trials } }]));
    expect(screen.getByText(/^1 of 24 prompts tried\. 1 prompt answered alike/)).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('1');
    act(() => void answer({ ...report, trials, experiment: found }));
    await settled();
    expect(labStore.getState().chosen).toMatchObject({ id: 'found', experiment: found });
    expect(questions[1].args[0]).toMatchObject({ experiment: found });
  });

  it('shows kernels that are not the lab’s before it searches with them, and searches only after a yes', async () => {
    const source = '@compute @workgroup_size(1) fn main() {}';
    const [first, ...others] = preset.experiment.arms;
    const experiment = parseExperiment({
      ...preset.experiment,
      shaders: [{ name: 'mine', like: 'matmul_row', source }],
      arms: [{ ...first, shaders: { matmul: 'mine' } }, ...others],
    });
    show({ view: { ...quiet, experiment } });
    fireEvent.click(find());
    await settled();
    expect([questions.length, labStore.getState().status.state]).toEqual([0, 'idle']);
    act(() => ownKernelsStore.getState().waiting!.answer(false));
    await settled();
    expect(questions).toEqual([]);
    fireEvent.click(find());
    await settled();
    act(() => ownKernelsStore.getState().waiting!.answer(true));
    await settled();
    const [allowed, searched] = questions;
    expect(allowed.args[0]).toEqual([shaderHash('matmul_row', source)]);
    expect(searched.args[0]).toMatchObject({ experiment, round: 0 });
  });

  it('says that none was found, and asks in another company; a search that is stopped leaves the results', async () => {
    show({ view: quiet });
    fireEvent.click(find());
    act(() => void questions[0].answer(report));
    await settled();
    expect(screen.getByText(/^None of these prompts forks here/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Try them in another company' }));
    expect(questions[1].args[0]).toMatchObject({ round: 1 });
    fireEvent.click(screen.getByRole('button', { name: 'Stop looking' }));
    act(() => void questions[1].fail('cancelled'));
    await settled();
    expect(labStore.getState().view).toBe(quiet);
    expect(labStore.getState().status.state).toBe('idle');
  });

  it('offers nothing where kernels promise that nothing can be found', () => {
    show({ view: quiet });
    fireEvent.click(screen.getByRole('button', { name: /^invariant kernels/ }));
    expect(screen.queryByRole('button', { name: /^Find one/ })).toBeNull();
  });
});
