import { describe, expect, test } from 'vitest';
import { crowdSchema } from '../../experiment/crowd-schema.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { fakeEngine, idModel, VOCABULARY } from '../../lab/testing/fake-engine.ts';
import { rowCount } from '../../steps/step-plan.ts';
import { canDrawAgain, forkSearchProblem } from './fork-question.ts';
import { findForkingPrompt } from './fork-search.ts';
import { OPENINGS } from './openings.ts';

const PAIR = { a: 'alone', b: 'company', probe: 'p' };

function experiment(asked: object = { prompt: OPENINGS[1] }, arms: object = {}) {
  return parseExperiment({
    version: 1,
    title: 'No fork',
    description: 'It forks.',
    requests: [
      { id: 'p', role: 'probe', maxNewTokens: 4, ignoreEos: true, ...asked },
      {
        id: 'x',
        role: 'noise',
        noise: { kind: 'spam', seed: 5, tokens: 3 },
        maxNewTokens: 4,
        ignoreEos: true,
      },
    ],
    arms: [
      { name: 'alone', requests: ['p'], kernels: 'variant', ...arms },
      { name: 'company', requests: ['p', 'x'], kernels: 'variant', ...arms },
    ],
    compare: [['alone', 'company']],
  });
}

/** A prompt is as many tokens as its place in the list of openings, so that a test can plant which of them forks. */
function setting(forks: readonly number[], text: string[] = []) {
  const model = idModel();
  const encode = (prompt: string) => {
    text.push(prompt);
    const place = OPENINGS.indexOf(prompt) + 1;
    return Array.from({ length: place || 3 }, () => 1);
  };
  const tokenizer = { ...model.tokenizer, encode };
  const engine = fakeEngine((_, plan, position) => {
    const company = rowCount(plan) > 1 && plan.slices.length > 1;
    const [{ start, tokens }] = plan.slices;
    const length = start === 0 ? tokens.length : lengthOf.get('p')!;
    if (start === 0) lengthOf.set('p', length);
    const flips = company && forks.includes(length - 1) && position === length + 2;
    const logits = new Float32Array(VOCABULARY).fill(company ? 0.5 : 0.25);
    return { logits, token: flips ? 8 : 7 };
  });
  const lengthOf = new Map<string, number>();
  return { model: { ...model, tokenizer }, engine, pair: PAIR, round: 0, most: 12 };
}

describe('findForkingPrompt', () => {
  test('tries prompts in their order until the answers part, and says all that it tried', async () => {
    const progress: number[] = [];
    const onProgress = ({ runs }: { runs: number }) => progress.push(runs);
    const options = setting([3, 6]);
    const report = await findForkingPrompt({ ...options, experiment: experiment(), onProgress });
    expect(report.trials.map(({ prompt, fork }) => [OPENINGS.indexOf(prompt), fork])).toEqual([
      [0, null],
      [2, null],
      [3, 2],
    ]);
    expect(progress).toEqual([0, 1, 2, 3, 4, 5]);
    expect(options.engine.open).toBe(0);
  });

  test('what it found is the experiment with that prompt, room to fork, and no claim of the earlier one', async () => {
    const { experiment: found } = await findForkingPrompt({ ...setting([3]), experiment: experiment() });
    expect(found && parseExperiment(found)).toEqual(found);
    expect(found!.requests.map(({ prompt, maxNewTokens }) => [prompt, maxNewTokens])).toEqual([
      [OPENINGS[3], 64],
      [undefined, 64],
    ]);
    expect(found!.description).toMatch(/^Found by search: .*3 of 12 tried: a fork at token 2 on /);
    expect(found!.compare).toEqual([['alone', 'company']]);
  });

  test('an honest null: every prompt that was tried, and none that forks', async () => {
    const report = await findForkingPrompt({ ...setting([]), experiment: experiment() });
    expect([report.trials.length, report.experiment]).toEqual([12, null]);
    expect(
      report.trials.every(
        ({ fork, identical, positions }) => fork === null && !identical && positions === 64,
      ),
    ).toBe(true);
  });

  test('goes on past a fork where a rate is asked for; the first that forked is what it found', async () => {
    const report = await findForkingPrompt({ ...setting([3, 6]), experiment: experiment(), all: true });
    expect(report.trials.filter(({ fork }) => fork !== null).length).toBe(2);
    expect([report.trials.length, report.experiment!.requests[0].prompt]).toEqual([12, OPENINGS[3]]);
  });

  test('another round asks in another company of the same lengths', async () => {
    const { experiment: found } = await findForkingPrompt({
      ...setting([3]),
      round: 2,
      experiment: experiment(),
    });
    expect(found!.requests[1].noise).toEqual({ kind: 'spam', seed: 2005, tokens: 3 });
    expect(canDrawAgain(found!)).toBe(true);
  });

  test('ends where it is told to', async () => {
    const stop = new AbortController();
    const onProgress = ({ runs }: { runs: number }) => runs === 3 && stop.abort(new Error('enough'));
    const search = findForkingPrompt({
      ...setting([]),
      experiment: experiment(),
      signal: stop.signal,
      onProgress,
    });
    await expect(search).rejects.toThrow('enough');
  });

  test.each<[string, object | undefined, object, RegExp]>([
    ['invariant kernels', undefined, { kernels: 'invariant' }, /these add in one order/],
    ['a probe of ids', { promptIds: [1] }, {}, /asked by a text/],
    ['one batch twice', undefined, { requests: ['p', 'x'] }, /arms that differ/],
  ])('refuses %s', async (_, probe, arms, problem) => {
    const refused = experiment(probe, arms);
    expect(forkSearchProblem(refused, PAIR)).toMatch(problem);
    await expect(findForkingPrompt({ ...setting([]), experiment: refused })).rejects.toThrow(problem);
  });

  test('refuses what can only run under load', () => {
    const crowd = crowdSchema.parse({ arrivals: { kind: 'poisson', perSecond: 1 } });
    expect(forkSearchProblem({ ...experiment(), crowd }, PAIR)).toMatch(
      /^crowd: .*lab load, or the page Load$/,
    );
  });
});
