import { describe, expect, it } from 'vitest';
import { type Experiment, parseExperiment } from '../experiment/schema.ts';
import type { RunSide } from './comparable.ts';
import { compareRuns } from './compare-runs.ts';
import type { ArmRecord, RunRecord } from './record.ts';

const EXPERIMENT = {
  version: 1,
  title: 'Two',
  requests: [
    { id: 'p', role: 'probe', prompt: 'Once' },
    { id: 'm', role: 'clean', prompt: 'Twice' },
  ],
  arms: [
    { name: 'alone', requests: ['p'], kernels: 'variant' },
    { name: 'company', requests: ['p', 'm'], kernels: 'variant' },
  ],
  compare: [['alone', 'company']],
};

interface Change {
  readonly hash?: string;
  readonly engine?: RunRecord['engine'];
  readonly rules?: readonly string[];
  readonly experiment?: object;
  readonly tokens?: readonly number[];
  readonly text?: string;
  readonly fingerprint?: string;
  readonly fingerprint1?: string;
  readonly promptTokens?: readonly number[];
  readonly dtype?: 'bf16' | 'f32';
  readonly prefixes?: readonly string[];
  readonly own?: ArmRecord['own'];
}

/** A run of two arms whose probes gave the same. */
function side(change: Change = {}): RunSide {
  const { hash = 'h', engine = 'webgpu', rules = ['variant@1'], tokens = [1, 2, 3] } = change;
  const experiment: Experiment = parseExperiment({ ...EXPERIMENT, ...change.experiment });
  const { text = 'abc', fingerprint = 'f', promptTokens = [9], dtype = 'bf16' } = change;
  const request = {
    id: 'p',
    role: 'probe',
    promptTokens,
    tokens,
    text,
    fingerprint,
    ...(change.fingerprint1 && { fingerprint1: change.fingerprint1 }),
    finish: { reason: 'length' },
  };
  const arms = experiment.arms.map(({ name, kernels }) => ({
    ...{ name, kernels, dtype, weights: 'stored', parallelism: 64, requests: [request] },
    ...(change.own && { own: change.own }),
  }));
  const diff = { probe: 'p', a: 'alone', b: 'company', fork: tokens.length };
  const record = { experiment, model: { name: 'nano', hash }, engine, planRules: rules, arms, diffs: [diff] };
  const bits = change.prefixes && { prefixes: change.prefixes, margins: [3, 1, 2] };
  return {
    record: record as unknown as RunRecord,
    bits: bits ? { 'alone/p': bits, 'company/p': bits } : {},
  };
}

const first = (a: Change, b: Change) => compareRuns(side(a), side(b)).streams[0];
const kinds = (a: Change, b: Change) => first(a, b).obstacles.map(({ kind }) => kind);

describe('what may be compared', () => {
  it.each<[string, Change, Change, string, readonly string[]]>([
    [
      'the same experiment, whatever the adapter or the engine of the sets',
      {},
      { engine: 'cpu' },
      'bits',
      [],
    ],
    ['another title', {}, { experiment: { title: 'Another' } }, 'bits', []],
    ['another activation dtype', {}, { dtype: 'f32' }, 'tokens', ['settings']],
    ['another version of the rules', {}, { rules: ['variant@2'] }, 'tokens', ['rules']],
    ['an engine with kernels of its own', {}, { engine: 'ort-webgpu' }, 'tokens', ['rules']],
    ['another seed', {}, { experiment: { decoding: { temperature: 1, seed: 4 } } }, 'tokens', ['decoding']],
    ['another model', {}, { hash: 'other', promptTokens: [8] }, 'text', ['model']],
    ['another prompt', {}, { promptTokens: [9, 9] }, 'nothing', ['prompt']],
  ])('%s', (_, a, b, comparable, obstacles) => {
    expect([first(a, b).comparable, kinds(a, b)]).toEqual([comparable, obstacles]);
    expect([first(b, a).comparable, kinds(b, a)]).toEqual([comparable, obstacles]);
  });

  it('the attention plan of a prefix that requests share, as far as an arm comes to it', () => {
    const cascading = (kernels: string, cascade: object | null, version = 1): Change => ({
      rules: [`${kernels}@1`, ...(cascade && kernels === 'variant' ? [`cascade@${version}`] : [])],
      experiment: {
        arms: EXPERIMENT.arms.map((arm) => ({ ...arm, kernels, serving: { prefix: 'on', cascade } })),
      },
    });
    const [off, on, later] = [null, {}, { prefixTokens: 512 }].map((one) => cascading('variant', one));
    expect(kinds(off, on)).toEqual(['rules']);
    expect(kinds(on, on)).toEqual([]);
    expect(kinds(on, later)).toEqual(['rules']);
    expect(kinds(on, cascading('variant', {}, 2))).toEqual(['rules']);
    expect(first(on, off).obstacles).toEqual([
      {
        kind: 'rules',
        a: 'variant@1, cascade@1 of 256 tokens or more that 8 requests share',
        b: 'variant@1',
      },
    ]);
    // These cut the keys alike, with a shared prefix and without.
    expect(kinds(cascading('invariant', null), cascading('invariant', {}))).toEqual([]);
  });

  it('knows where no plan stands behind equal bits', () => {
    const own = { matmul: { name: 'mine', like: 'matmul_tile', hash: 'h' } } as const;
    expect(first({}, {}).unplanned).toBeNull();
    expect(first({ engine: 'ort-webgpu' }, { engine: 'ort-webgpu' }).unplanned).toContain('ort-webgpu');
    expect(first({ own }, { own })).toMatchObject({ comparable: 'bits', unplanned: 'mine' });
    expect(first({ own }, {})).toMatchObject({ comparable: 'tokens', unplanned: null });
  });

  it('of two models only what was asked in the same words', () => {
    const requests = EXPERIMENT.requests.map((each) => ({ ...each, prompt: 'Otherwise' }));
    expect(kinds({}, { hash: 'other', experiment: { requests } })).toEqual(['prompt', 'model']);
  });
});

describe('what is found', () => {
  it('equal fingerprints are the same bits, whatever else differs but the model', () => {
    expect([first({}, { dtype: 'f32' }).sameBits, first({}, { hash: 'other' }).sameBits]).toEqual([
      true,
      false,
    ]);
    expect(first({}, { fingerprint: 'g' }).sameBits).toBe(false);
  });

  it('nothing of the bits where fingerprints are of two versions, unless the first stands beside the second', () => {
    const [old, now] = ['a'.repeat(64), `2:${'b'.repeat(64)}`];
    const a = { fingerprint: old, prefixes: ['1', '2', '3'] };
    const b = { fingerprint: now, prefixes: ['2:7', '2:8', '2:9'] };
    expect(first(a, b)).toMatchObject({
      sameBits: null,
      bitsKnown: false,
      firstDifference: null,
      fork: null,
    });
    expect(first(a, { ...b, fingerprint1: old }).sameBits).toBe(true);
    const other = first({ ...b, fingerprint1: 'c'.repeat(64) }, a);
    // Of prefixes there is one fingerprint only, so where the bits part is not known.
    expect(other).toMatchObject({ sameBits: false, bitsKnown: false, firstDifference: null });
  });

  it('the fork in tokens, the margins there, and the first other bits before it', () => {
    const a = { prefixes: ['1', '2', '3'] };
    const b = { fingerprint: 'g', tokens: [1, 2, 4], prefixes: ['1', 'x', 'y'] };
    expect(first(a, b)).toMatchObject({
      fork: 2,
      firstDifference: 1,
      bitsKnown: true,
      margins: { a: 2, b: 2 },
    });
    const only = { ...b, prefixes: ['1', '2', 'y'] };
    expect(first(a, only)).toMatchObject({ fork: 2, firstDifference: null });
    const longer = { ...b, tokens: [1, 2, 3], prefixes: ['1', '2', 'y'] };
    expect(first(a, longer)).toMatchObject({ fork: null, firstDifference: 2, margins: { a: 1, b: 1 } });
  });

  it('no bits and no tokens where they may not be compared, even if they are known', () => {
    const a = { prefixes: ['1', '2', '3'] };
    const other = { prefixes: ['7', '8', '9'], fingerprint: 'g', tokens: [7, 8, 9] };
    expect(first(a, { ...other, dtype: 'f32' })).toMatchObject({ fork: 0, firstDifference: null });
    expect(first(a, { ...other, hash: 'other', text: 'abé' })).toMatchObject({
      ...{ fork: null, firstDifference: null, textFork: 2, margins: { a: null, b: null } },
    });
    expect(first(a, { ...other, promptTokens: [1] })).toMatchObject({ fork: null, textFork: null });
  });

  it('what became of the pairs of each run, other company, and arms of one run alone', () => {
    const requests = [...EXPERIMENT.requests, { id: 'n', role: 'clean', prompt: 'Thrice' }];
    const [alone, company] = EXPERIMENT.arms;
    const arms = [alone, { ...company, requests: ['p', 'n'] }, { ...alone, name: 'more' }];
    const compared = compareRuns(side(), side({ tokens: [1, 2], experiment: { requests, arms } }));
    expect(compared.streams.map(({ arm, sameCompany }) => [arm, sameCompany])).toEqual([
      ['alone', true],
      ['company', false],
    ]);
    expect(compared.pairs).toEqual([{ probe: 'p', arms: ['alone', 'company'], a: 3, b: 2 }]);
    expect(compared).toMatchObject({ only: { a: [], b: ['more'] }, sameExperiment: false, sameModel: true });
  });
});
