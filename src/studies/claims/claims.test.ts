import { describe, expect, it } from 'vitest';
import type { CouplingRow, Effect, Way } from '../couplings/coupling-report.ts';
import { MECHANISMS } from '../couplings/mechanisms.ts';
import type { Measure } from '../sweep/measures.ts';
import type { Conclusion, StudyOutcome, TestedHypothesis } from '../sweep/outcome.ts';
import type { ShippedStudy } from '../sweep/shipped-studies.ts';
import type { Verdict } from './claim.ts';
import { CLAIMS, claimOf } from './claims.ts';
import { type Evidence, NO_EVIDENCE, type RunId } from './evidence.ts';
import { judgeClaim } from './judge-claim.ts';
import type { Ran, RanArm } from './ran.ts';
import { readEvidence, wholeEvidence } from './read-evidence.ts';
import { shippedEvidence } from './shipped.node.ts';

const verdictOf = (id: string, evidence: Evidence): Verdict => claimOf(id)!.judge(evidence).verdict;

/** An outcome whose hypotheses end as is said: a's value, b's value, and the conclusion. */
function outcomeOf(found: Readonly<Record<string, readonly [number, number, Conclusion, Measure?]>>) {
  const hypotheses = Object.entries(found).map(([id, [a, b, conclusion, measure = 'pass']]) => ({
    hypothesis: { id, measure, kind: 'equivalence', smallest: 0.02, a: { axes: {} }, b: { axes: {} } },
    n: 250,
    ...{ a: exactly(a), b: exactly(b), difference: { value: a - b, low: a - b - 0.01, high: a - b + 0.01 } },
    ...{ test: 'made up', p: 0.5, equivalenceP: 0.5, adjusted: 0.5, conclusion, planned: true },
  })) as readonly TestedHypothesis[];
  const definition = {
    seeds: Array.from({ length: 1000 }, (_, i) => i),
  } as unknown as StudyOutcome['definition'];
  return { hypotheses, definition, cells: [], strata: [] } as unknown as StudyOutcome;
}

const exactly = (value: number) => ({ value, low: value, high: value });
const withStudy = (id: ShippedStudy, outcome: StudyOutcome): Evidence => ({
  ...NO_EVIDENCE,
  studies: { [id]: outcome },
});
const noise = (found: Parameters<typeof outcomeOf>[0]) =>
  withStudy('noise-precision-speculation', outcomeOf(found));

/** Rows by mechanism: the effect of one way, or of all, and that of the control. */
function withRows(rows: Readonly<Record<string, readonly [Effect, Effect, Way?]>>): Evidence {
  const made = Object.entries(rows).map(([id, [effect, control, way]]): CouplingRow => {
    const cell = (of: Way) => ({
      ...{ effect: way === undefined || way === of ? effect : 'nothing', control },
      ...{ probe: null, position: null, passed: null, time: null, link: '' },
    });
    return {
      id,
      cells: { shape: cell('shape'), content: cell('content'), load: cell('load') },
    } as CouplingRow;
  });
  return { ...NO_EVIDENCE, couplings: { nano: { engine: 'cpu', rows: made } } };
}

/** Streams by arm, or arm and request: tokens as text, and a fingerprint where it is not of them. */
function withRun(
  id: RunId,
  streams: Readonly<Record<string, string>>,
  arms: readonly Partial<RanArm>[] = [],
): Evidence {
  const ran: Ran = {
    ...{ engine: 'cpu', adapter: 'made up', model: 'nano', arms: arms as readonly RanArm[] },
    streams: Object.entries(streams).map(([place, text]) => {
      const [arm, request = 'probe'] = place.split('/');
      const [tokens] = text.split('!');
      return { arm, request, fingerprint: text, tokens: [...tokens].map((c) => c.charCodeAt(0)) };
    }),
  };
  return { ...NO_EVIDENCE, runs: { [id]: ran } };
}

const arm = (name: string, rest: Partial<RanArm>) => ({ name, ...rest });
const p99 = (value: number) => ({ mean: 10, p50: 10, p95: value, p99: value });
const cells = (fork: number | null) =>
  [2, 3].map((width) => ({ width, firstDifference: fork, fork, maxKl: 0, stream: 0 }));
const cliffs = (variant: number | null, invariant: number | null): Evidence => ({
  ...NO_EVIDENCE,
  cliffs: {
    ...{ engine: 'cpu', tokens: 64 },
    rows: [
      { prompt: 'a', set: 'variant', cells: cells(variant) },
      { prompt: 'a', set: 'invariant', cells: cells(invariant) },
    ],
  },
});
const BITS = {
  'variant-these': 'ab',
  'invariant-these': 'ab',
  'pinned-these': 'ab',
  'invariant-others': 'ab',
  'pinned-others': 'ab',
};
const PLAIN = {
  'plain-identical': 'ab',
  'plain-varied': 'ab',
  'reused-identical': 'ab',
  'cascade-identical': 'ab',
};
const EXPERTS = { 'among its like': 'ab', 'among others': 'ab', 'among its like, room for some': 'ab' };
const WARM = { 'cold, variant/probe': 'ab', 'cold, invariant/probe': 'ab', 'warm, invariant/probe': 'ab' };
const TWO = {
  'two queues/api': 'ab',
  'two queues, answers shrink/api': 'ab',
  'two queues, invariant/api': 'ab',
  'two queues, invariant/product': 'ab',
};
const FIRST = [arm('two queues', { firstToken: { api: 2, product: 700 } })];
const lengths = (uneven: number) =>
  withRun('output-lengths', {}, [
    ...['static, alike', 'continuous, alike', 'static, uneven'].map((name) => arm(name, { throughput: 100 })),
    arm('continuous, uneven', { throughput: 100 * uneven }),
  ]);
const wastes = (least: number) =>
  withRun(
    'output-lengths',
    {},
    [24, 64, 180, 480].map((length, i) =>
      arm(`${length} tokens`, { waste: { paged: i === 3 ? least : 0.3, reserved: 0.5 } }),
    ),
  );
const kept = (lowered: number, stored = 20) =>
  withRun('precision-under-load', {}, [
    arm('as stored', { kept: stored, came: 100 }),
    ...['q8 under load', 'q4 under load'].map((name) => arm(name, { kept: lowered, came: 100 })),
  ]);

/** A claim, evidence and the verdict, then what is flipped and the verdict that follows. */
const FLIPS: readonly (readonly [id: string, Evidence, Verdict, Evidence, Verdict])[] = [
  [
    'noise-share',
    noise({ 'share-100-f32': [0.6, 0.6, 'equivalent'] }),
    'does not',
    noise({ 'share-100-f32': [0.5, 0.6, 'difference'] }),
    'holds',
  ],
  [
    'noise-share',
    noise({ 'share-100-f32': [0.6, 0.6, 'equivalent'], 'share-100-q4': [0.5, 0.6, 'difference'] }),
    'depends',
    noise({ 'share-100-f32': [0.59, 0.6, 'inconclusive'] }),
    'undecided',
  ],
  [
    'noisier-larger',
    withRun('same-shape', { ...BITS, 'variant-others': 'ab' }),
    'does not',
    withRun('same-shape', { ...BITS, 'variant-others': 'ab!' }),
    'depends',
  ],
  [
    'structured-suffer',
    withStudy('fork-survival', outcomeOf({ 'prose-against-tasks': [40, 20, 'difference', 'tokensToFork'] })),
    'holds',
    withStudy('fork-survival', outcomeOf({ 'prose-against-tasks': [20, 40, 'difference', 'tokensToFork'] })),
    'does not',
  ],
  [
    'middle-ground',
    withStudy(
      'partial-invariance',
      outcomeOf({
        'attention-and-norm': [1, 0, 'difference', 'bits'],
        'all-invariant': [0, 1, 'difference', 'bits'],
      }),
    ),
    'does not',
    withStudy(
      'partial-invariance',
      outcomeOf({
        'attention-and-norm': [0, 0, 'equivalent', 'bits'],
        'all-invariant': [0, 1, 'difference', 'bits'],
      }),
    ),
    'holds',
  ],
  [
    'composition',
    withRun('identical-varied', { ...PLAIN, 'reused-varied': 'ab!', 'cascade-varied': 'ac' }),
    'depends',
    withRun('identical-varied', { ...PLAIN, 'reused-varied': 'ab', 'cascade-varied': 'ab' }),
    'does not',
  ],
  [
    'eighty-completions',
    withStudy('thousand-companies', outcomeOf({ 'greedy-variant': [9, 1, 'difference', 'distinct'] })),
    'holds',
    withStudy('thousand-companies', outcomeOf({ 'greedy-variant': [1, 1, 'equivalent', 'distinct'] })),
    'does not',
  ],
  ['width-of-verification', cliffs(5, null), 'holds', cliffs(null, null), 'does not'],
  [
    'random-weights',
    withStudy('random-weights', outcomeOf({ 'random-bits': [1, 0.2, 'difference', 'bits'] })),
    'holds',
    withStudy('random-weights', outcomeOf({ 'random-bits': [1, 1, 'equivalent', 'bits'] })),
    'does not',
  ],
  [
    'rank-noise',
    withRows({ 'sampler-rank': ['tokens', 'bits'], 'sampler-rank-invariant': ['time', 'time'] }),
    'holds',
    withRows({ 'sampler-rank': ['bits', 'bits'], 'sampler-rank-invariant': ['time', 'time'] }),
    'does not',
  ],
  [
    'one-scale',
    withRows({ 'scale-per-tensor': ['tokens', 'nothing'], 'scale-per-row': ['nothing', 'tokens'] }),
    'holds',
    withRows({ 'scale-per-tensor': ['nothing', 'nothing'], 'scale-per-row': ['nothing', 'nothing'] }),
    'does not',
  ],
  [
    'batch-wide-width',
    withRows({ 'widths-batch': ['bits', 'nothing'], 'widths-row': ['nothing', 'bits'] }),
    'holds',
    withRows({ 'widths-batch': ['bits', 'nothing'], 'widths-row': ['bits', 'bits'] }),
    'depends',
  ],
  [
    'packing-leaks',
    withRows({ 'packing-leaking': ['tokens', 'nothing'], 'packing-masked': ['nothing', 'nothing'] }),
    'holds',
    withRows({ 'packing-leaking': ['time', 'nothing'], 'packing-masked': ['nothing', 'nothing'] }),
    'does not',
  ],
  [
    'expert-capacity',
    withRun('full-experts', { ...EXPERTS, 'among others, room for some': 'ac' }),
    'holds',
    withRun('full-experts', { ...EXPERTS, 'among others, room for some': 'ab' }),
    'does not',
  ],
  [
    'warm-cache',
    withRun('warm-cold', { ...WARM, 'warm, variant/probe': 'ac' }),
    'holds',
    withRun('warm-cold', { ...WARM, 'warm, variant/probe': 'ab' }),
    'does not',
  ],
  ['continuous-batching', lengths(3), 'depends', lengths(1.5), 'does not'],
  ['paging-waste', wastes(0.02), 'depends', wastes(0.1), 'does not'],
  ['layer-swapping', kept(10), 'does not', kept(95), 'holds'],
  [
    'sharper-api',
    withRun(
      'same-model-two-queues',
      { ...TWO, 'two queues/product': 'ac', 'two queues, answers shrink/product': 'a' },
      FIRST,
    ),
    'depends',
    withRun(
      'same-model-two-queues',
      { ...TWO, 'two queues/product': 'ab', 'two queues, answers shrink/product': 'ab' },
      FIRST,
    ),
    'does not',
  ],
  [
    'effort-cut',
    withRows({ effort: ['tokens', 'time'] }),
    'holds',
    withRows({ effort: ['time', 'time'] }),
    'does not',
  ],
  [
    'smaller-model',
    withRows({ overflow: ['tokens', 'time'] }),
    'holds',
    withRows({ overflow: ['time', 'time'] }),
    'does not',
  ],
  [
    'speculation-moves',
    withRows({ 'speculation-variant': ['bits', 'bits'], 'speculation-invariant': ['time', 'time'] }),
    'depends',
    withRows({ 'speculation-variant': ['bits', 'bits'], 'speculation-invariant': ['bits', 'time'] }),
    'holds',
  ],
  [
    'verified-speculation',
    withRows({ verified: ['time', 'bits'] }),
    'holds',
    withRows({ verified: ['bits', 'bits'] }),
    'does not',
  ],
  [
    'tail',
    withRun('viral-surge', {}, [arm('first come', { ttft: p99(50) })]),
    'holds',
    withRun('viral-surge', {}, [arm('first come', { ttft: p99(11) })]),
    'does not',
  ],
];

describe('verdicts follow from what was measured', () => {
  it.each(FLIPS)('%s', (id, before, verdict, flipped, other) => {
    expect(verdictOf(id, before)).toBe(verdict);
    expect(verdictOf(id, flipped)).toBe(other);
  });

  it('follow from nothing where a hypothesis had nothing to compare', () => {
    const nothing = (outcome: StudyOutcome): StudyOutcome => ({
      ...outcome,
      hypotheses: outcome.hypotheses.map((tested) => ({ ...tested, n: 0 })),
    });
    const partial = outcomeOf({
      'attention-and-norm': [0, 0, 'inconclusive'],
      'all-invariant': [0, 0, 'inconclusive'],
    });
    expect(verdictOf('middle-ground', withStudy('partial-invariance', partial))).toBe('undecided');
    expect(verdictOf('middle-ground', withStudy('partial-invariance', nothing(partial)))).toBe(
      'not measured',
    );
    const shares = nothing(outcomeOf({ 'share-100-f32': [0, 0, 'inconclusive'] }));
    expect(claimOf('gpt4-primes')!.judge(withStudy('noise-precision-speculation', shares)).found).toMatch(
      /^Not measured yet/,
    );
  });

  it('are open where one completion is of few companies', () => {
    const few = outcomeOf({ 'greedy-variant': [1, 1, 'equivalent', 'distinct'] });
    const definition = { ...few.definition, seeds: [1, 2, 3] };
    const { verdict, found } = claimOf('eighty-completions')!.judge(
      withStudy('thousand-companies', { ...few, definition }),
    );
    expect(verdict).toBe('undecided');
    expect(found).toContain('one prompt in 3 companies');
  });

  it('are open where limits were never broken, which nothing can cut', () => {
    expect(verdictOf('layer-swapping', kept(100, 100))).toBe('undecided');
    expect(verdictOf('layer-swapping', kept(90, 100))).toBe('undecided');
  });

  it('say of which precisions nothing can be said, beside those with a loss', () => {
    const { verdict, found } = claimOf('noise-share')!.judge(
      noise({ 'share-100-f32': [0.5, 0.6, 'difference'], 'share-100-q4': [0.6, 0.61, 'inconclusive'] }),
    );
    expect(verdict).toBe('depends');
    expect(found).toContain('can say neither that there is a loss nor that there is none in q4.');
  });

  it('of what belongs to another work the figure follows', () => {
    const found = (high: number) =>
      claimOf('gpt4-primes')!.judge(noise({ 'share-100-f32': [high, 0.6, 'difference'] }));
    expect(found(0.6).verdict).toBe('misattributed');
    expect(found(0.6).found).not.toBe(found(0.3).found);
  });

  it('holds of a price as its bench says', async () => {
    const shipped = await shippedEvidence();
    expect(verdictOf('sixty-percent', shipped)).toBe('depends');
    const slow = shipped.bench!.cases.map((each) => ({
      ...each,
      times: each.times.map((times) =>
        times.engine === 'invariant'
          ? { ...times, wall: times.wall.map(() => 1.6 * 100), milliseconds: 160 }
          : { ...times, wall: times.wall.map(() => 100), milliseconds: 100 },
      ),
    }));
    expect(verdictOf('sixty-percent', { ...shipped, bench: { ...shipped.bench!, cases: slow } })).toBe(
      'holds',
    );
  });
});

/** What is known of sources, or is arithmetic, needs no evidence. */
const WITHOUT =
  /^(?:mixed-lengths|no-production-system|ninety-one|sixty-seven|thirty-five|march-dip|tracker-power|january-fall|thresholds|z-test)$/;

describe('the list of claims', () => {
  it('says of each without evidence that it was not measured, and by which command it would be', () => {
    for (const { id, judge } of CLAIMS) {
      const { verdict, found } = judge(NO_EVIDENCE);
      if (WITHOUT.test(id)) expect(verdict, id).not.toBe('not measured');
      else {
        expect(['not measured', 'misattributed'], id).toContain(verdict);
        expect(found, id).toMatch(/^Not measured yet: npm run /);
      }
    }
  });

  it('says of what could be measured and has no short form why not', () => {
    for (const { id, short, full, noShort } of CLAIMS) {
      expect(short !== null && noShort !== undefined, id).toBe(false);
      if (full) expect(short !== null || noShort !== undefined, id).toBe(true);
    }
  });

  it('has names of its own, and asks for rows that there are', () => {
    expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
    expect(CLAIMS.length).toBeGreaterThanOrEqual(35);
    const rows = new Set(MECHANISMS.map(({ id }) => id));
    for (const { short } of CLAIMS)
      if (short?.kind === 'couplings') for (const id of short.only) expect(rows).toContain(id);
  });
});

it('tells of the middle ground what products of matrices alone would give', () => {
  const tested = (id: string, a: number, b: number) => ({ [id]: [a, b, 'difference', 'bits'] as const });
  const study = outcomeOf({
    ...tested('attention-and-norm', 1, 0),
    ...tested('all-invariant', 0, 1),
    ...tested('matmul-only', 0.025, 0),
  });
  const { found } = claimOf('middle-ground')!.judge(withStudy('partial-invariance', study));
  expect(found).toMatch(/2\.5 % \(.*\) with products of matrices alone, 0 %/);
});

describe('a file that ships and is damaged', () => {
  const broken = (path: string, file: unknown) =>
    readEvidence((asked) => {
      if (asked !== path) return Promise.resolve(null);
      return file instanceof Error ? Promise.reject(file) : Promise.resolve(file);
    });

  it.each([
    ['studies/fork-survival.json', { version: 1 }, 'structured-suffer', /study: expected text/],
    [
      'studies/thousand-companies.json',
      new SyntaxError('Unexpected end'),
      'eighty-completions',
      /Unexpected end/,
    ],
    ['examples/couplings/nano-figures.json', {}, 'one-scale', /rows: expected a list, found none/],
    ['examples/claims.json', { runs: { 'same-shape': 1 } }, 'noisier-larger', /same-shape: expected streams/],
    ['examples/cliffs.json', { rows: 1 }, 'width-of-verification', /rows: expected a list/],
    ['examples/bench.json', {}, 'sixty-percent', /reports: expected a list/],
    ['examples/bench-weights.json', { formats: [] }, 'speculation-length', /speculation: expected a list/],
  ])('%s is named by the claims that need it, and the others stand', async (path, file, id, problem) => {
    const evidence = await broken(path, file);
    const { verdict, found } = judgeClaim(claimOf(id)!, evidence);
    expect(verdict).toBe('not measured');
    expect(found).toMatch(problem);
    expect(found).toContain(`The file ${path} cannot be read`);
    const named = CLAIMS.filter((claim) => judgeClaim(claim, evidence).found.includes(path));
    expect(named.length).toBeLessThan(CLAIMS.length / 2);
  });

  it('is an error by name where nothing may be damaged', async () => {
    const read = (path: string) => Promise.resolve(path.startsWith('studies/fork') ? { version: 1 } : null);
    await expect(wholeEvidence(read)).rejects.toThrow(/^studies\/fork-survival\.json: study: expected text/);
  });
});
