import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KERNEL_SETS } from '../numerics/sets/sets.ts';
import { ExperimentError, oneOf } from './errors.ts';
import { parseExperiment } from './schema.ts';
import { manyCompanies, manyPairs, WORST_EXPERIMENTS } from './testing/worst-experiments.ts';

type Json = ReturnType<typeof JSON.parse>;

const needle: Json = JSON.parse(readFileSync('experiments/needle.json', 'utf8'));

const minimal = {
  version: 1,
  title: 'One probe',
  requests: [{ id: 'p', role: 'probe', prompt: 'Hi' }],
  arms: [{ name: 'alone', requests: ['p'], kernels: 'variant' }],
};

/** The problems found in the needle after a change to it. */
function problems(change: (experiment: Json) => void): readonly string[] {
  const changed = structuredClone(needle);
  change(changed);
  try {
    parseExperiment(changed);
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseExperiment', () => {
  it('resolves every default', () => {
    const sets = { matmul: 'variant', rmsnorm: 'variant', attention: 'variant' };
    expect(parseExperiment(minimal)).toEqual({
      version: 1,
      title: 'One probe',
      model: { name: 'nano' },
      decoding: { temperature: 0, seed: 0 },
      requests: [
        { id: 'p', role: 'probe', prompt: 'Hi', bos: true, maxNewTokens: 64, ignoreEos: false, arrival: 0 },
      ],
      arms: [
        {
          name: 'alone',
          requests: ['p'],
          kernels: sets,
          dtype: 'bf16',
          weights: 'stored',
          parallelism: 64,
          limits: { maxSequences: 64, maxTokensPerStep: 256, blocks: null },
        },
      ],
      compare: [],
    });
  });

  it('parses a resolved experiment to itself', () => {
    const resolved = parseExperiment(needle);
    expect(parseExperiment(JSON.parse(JSON.stringify(resolved)))).toEqual(resolved);
  });

  it('takes token ids, generated noise and a set for each operation', () => {
    const kernels = { matmul: 'invariant', rmsnorm: 'variant', attention: 'pinned' };
    const experiment = parseExperiment({
      ...minimal,
      requests: [
        { id: 'p', role: 'probe', promptIds: [1, 2, 3] },
        { id: 'n', role: 'noise', noise: { kind: 'spam', seed: 4, tokens: 9 } },
        { id: 'm', role: 'noise', prompt: 'as text' },
      ],
      arms: [{ name: 'mixed', requests: ['n', 'p', 'm'], kernels }],
    });
    expect(experiment.arms[0]!.kernels).toEqual(kernels);
    expect(experiment.requests.map((request) => 'prompt' in request)).toEqual([false, false, true]);
  });

  it('refuses with a path and what was found, every problem on a line', () => {
    const change = (experiment: Json) => {
      experiment.arms[1].kernels = { matmul: 'x', rmsnorm: 'variant', attention: 'variant' };
      experiment.decoding.seed = 2 ** 32;
    };
    expect(problems(change).join('\n')).toBe(
      [
        'decoding.seed: expected at most 4294967295, found 4294967296',
        `arms[1].kernels.matmul: expected ${oneOf(KERNEL_SETS)}, found "x"`,
      ].join('\n'),
    );
  });

  it.each<[string, (experiment: Json) => void]>([
    ['extra: unknown field', (e) => Object.assign(e, { extra: 1 })],
    ['requests[1].noise.size: unknown field', (e) => Object.assign(e.requests[1].noise, { size: 1 })],
    ['arms[0].limits.pages: unknown field', (e) => Object.assign(e.arms[0], { limits: { pages: 1 } })],
    ['version: expected 1, 2 or 3, found 4', (e) => Object.assign(e, { version: 4 })],
    ['title: expected text, found nothing', (e) => delete e.title],
    [
      'arms[2].dtype: expected one of "f32", "bf16", "f16", found "\\u{9b}31m\\u{202e}x"',
      (e) => Object.assign(e.arms[2], { dtype: '\u009b31m\u202ex' }),
    ],
    [
      'title: expected at most 200 characters, found 201',
      (e) => Object.assign(e, { title: 'x'.repeat(201) }),
    ],
    [
      'requests[0].maxNewTokens: expected a whole number, found 1.5',
      (e) => Object.assign(e.requests[0], { maxNewTokens: 1.5 }),
    ],
    [
      'requests[0].maxNewTokens: expected at most 4096, found 4097',
      (e) => Object.assign(e.requests[0], { maxNewTokens: 4097 }),
    ],
    [
      'requests[1].noise.tokens: expected at least 1, found 0',
      (e) => Object.assign(e.requests[1].noise, { tokens: 0 }),
    ],
    ['requests[0].id: expected 1 to 64 ASCII letters', (e) => Object.assign(e.requests[0], { id: 'a b' })],
    [
      'model.name: expected ASCII letters, digits, ".", "_" or "-", not dots alone, or random:<shape>[:layers][:seed], found ".."',
      (e) => Object.assign(e, { model: { name: '..' } }),
    ],
    ['model.hash: expected "sha256:" and 64', (e) => Object.assign(e, { model: { hash: 'sha256:12' } })],
    [
      'decoding.temperature: expected a number, found NaN',
      (e) => Object.assign(e, { decoding: { temperature: Number.NaN } }),
    ],
    [
      'decoding.temperature: expected 0 or at least 1e-30, found 1e-40',
      (e) => Object.assign(e, { decoding: { temperature: 1e-40 } }),
    ],
    [
      'arms[0].limits.blocks: expected at least 1, found 0',
      (e) => Object.assign(e.arms[0], { limits: { blocks: 0 } }),
    ],
    [
      'arms[0].dtype: expected one of "f32", "bf16", "f16", found "f64"',
      (e) => Object.assign(e.arms[0], { dtype: 'f64' }),
    ],
    [
      `arms[1].kernels: expected ${oneOf(KERNEL_SETS)} or an object`,
      (e) => Object.assign(e.arms[1], { kernels: 'fast' }),
    ],
  ])('refuses %s', (problem, change) => {
    const found = problems(change);
    expect(
      found.filter((line) => line.startsWith(problem)),
      found.join('\n'),
    ).toHaveLength(1);
  });

  it.each<[string, (experiment: Json) => void]>([
    [
      'requests[0]: expected exactly one of prompt, promptIds, noise, messages, found prompt and promptIds',
      (e) => Object.assign(e.requests[0], { promptIds: [1] }),
    ],
    [
      'requests[1]: expected exactly one of prompt, promptIds, noise, messages, found none',
      (e) => delete e.requests[1].noise,
    ],
    [
      'requests[1].noise: a probe may not be generated noise',
      (e) => Object.assign(e.requests[1], { role: 'probe' }),
    ],
    [
      'requests[0].prompt: an empty prompt needs bos',
      (e) => Object.assign(e.requests[0], { prompt: '', bos: false }),
    ],
    [
      'requests[1].id: expected a new name, found "needle" again',
      (e) => Object.assign(e.requests[1], { id: 'needle' }),
    ],
    [
      'arms[2].name: expected a new name, found "alone" again',
      (e) => Object.assign(e.arms[2], { name: 'alone' }),
    ],
    [
      'arms[0].requests: expected at least one probe, found none',
      (e) => Object.assign(e.arms[0], { requests: ['spam-1'] }),
    ],
    [
      'arms[0].requests[1]: expected the name of a request, found "who"',
      (e) => e.arms[0].requests.push('who'),
    ],
    [
      'arms[0].requests[1]: expected a new name, found "needle" again',
      (e) => e.arms[0].requests.push('needle'),
    ],
    ['compare[2][1]: expected the name of an arm, found "who"', (e) => e.compare.push(['alone', 'who'])],
    [
      'compare[2]: expected two different arms, found "alone" twice',
      (e) => e.compare.push(['alone', 'alone']),
    ],
    ['compare[2]: expected a new pair', (e) => e.compare.push(['alone', 'company'])],
  ])('ties the parts together: %s', (problem, change) => {
    const found = problems(change);
    expect(
      found.filter((line) => line.startsWith(problem)),
      found.join('\n'),
    ).toHaveLength(1);
  });

  it('refuses to compare arms that share no probe', () => {
    const found = problems((experiment) => {
      experiment.requests.push({ id: 'other', role: 'probe', prompt: 'Hi' });
      experiment.arms[1].requests = ['other'];
    });
    expect(found).toEqual(['compare[0]: expected arms that share a probe, "alone" and "company" share none']);
  });

  it('bounds what the parts of an experiment make together, just above what one pair or one arm may ask for', () => {
    const refusal = (json: unknown) => {
      try {
        parseExperiment(json);
        return null;
      } catch (error) {
        return (error as ExperimentError).message;
      }
    };
    expect(refusal(manyPairs(1, 512))).toBeNull();
    expect(refusal(manyPairs(256, 2))).toBeNull();
    expect(refusal(manyPairs(171, 3))).toMatch(
      /^compare: expected at most 512 pairs x shared probes, found 513:/,
    );
    expect(refusal(manyPairs(256, 512))).toMatch(/found 131072:/);
    expect(refusal(manyCompanies(1, 1000))).toBeNull();
    expect(refusal(manyCompanies(2, 500))).toBeNull();
    expect(refusal(manyCompanies(2, 501))).toBe(
      'arms: expected at most 512000 companies x requests over all arms, found 513024',
    );
  });

  it('admits the experiments that stand for the worst it admits', () => {
    for (const [axis, json] of Object.entries(WORST_EXPERIMENTS))
      expect(() => parseExperiment(json), axis).not.toThrow();
  });

  it('says a name of any length in a short line', () => {
    const found = problems((experiment) => {
      experiment.arms[0].requests.push('x'.repeat(1e6));
      experiment.compare.push(['y'.repeat(1e6), 'alone']);
    });
    expect(found).toHaveLength(2);
    for (const line of found) expect(line.length).toBeLessThan(200);
  });

  it('caps the message, not the list of problems', () => {
    try {
      parseExperiment({
        ...minimal,
        requests: [{ id: 'p', role: 'probe', promptIds: new Array(300).fill('x') }],
      });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ExperimentError);
      expect((error as ExperimentError).problems).toHaveLength(300);
      expect((error as ExperimentError).message.split('\n').at(-1)).toBe('and 280 more');
    }
  });
});

describe('parseExperiment, fuzzed', () => {
  const answers = (json: unknown) => {
    try {
      return parseExperiment(json);
    } catch (error) {
      expect(error).toBeInstanceOf(ExperimentError);
      for (const line of (error as ExperimentError).problems) expect(line).toMatch(/^\S.*: \S/);
      return null;
    }
  };

  it('answers any JSON with an experiment or an ExperimentError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => void answers(json)),
      { numRuns: 500 },
    );
  });

  it('answers any value at all', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => void answers(value)),
      { numRuns: 500 },
    );
  });

  it('answers the needle with any one part replaced, and resolves what it accepts to itself', () => {
    const paths = allPaths(needle);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const changed = structuredClone(needle);
        const parent = path.slice(0, -1).reduce((inner: Json, key) => inner[key], changed);
        parent[path.at(-1)!] = value;
        const experiment = answers(changed);
        if (experiment) expect(parseExperiment(JSON.parse(JSON.stringify(experiment)))).toEqual(experiment);
      }),
      { numRuns: 1000 },
    );
  });
});

function allPaths(value: Json, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((key) => [[...path, key], ...allPaths(value[key], [...path, key])]);
}
