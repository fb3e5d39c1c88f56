import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import type { Posture } from '../results/posture.ts';
import type { ArmRecord, DiffRecord, RunRecord } from '../results/record.ts';
import { columns, REPORT_COLUMNS } from '../results/text.ts';
import { formatRun } from './run.ts';

function arm(name: string, change: Partial<ArmRecord> & { text?: string } = {}): ArmRecord {
  const { text = 'Once upon a time there was a king.', ...rest } = change;
  return {
    name,
    kernels: allOperations('variant'),
    dtype: 'bf16',
    weights: 'stored',
    parallelism: 64,
    requests: [
      {
        id: 'needle',
        role: 'probe',
        promptTokens: [1, 5],
        tokens: [7, 8],
        text,
        fingerprint: '3fa2'.repeat(16),
        finish: { reason: 'length' },
      },
    ],
    timing: { milliseconds: 1203.4, generatedTokens: 96, tokensPerSecond: 79.77 },
    work: { steps: 2, rows: [8, 230] },
    steps: [
      { rows: 230, slices: [], waiting: [], plans: {}, preempted: [], milliseconds: 20 },
      { rows: 8, slices: [], waiting: [], plans: {}, preempted: [], milliseconds: 10 },
    ],
    ...rest,
  };
}

const identical: DiffRecord = {
  probe: 'needle',
  a: 'alone',
  b: 'company',
  identical: true,
  fork: null,
  forkTokens: null,
  flip: null,
  margin: 0.0123,
  comparedPositions: 96,
  firstDifference: null,
  differingLogits: 0,
  comparedLogits: 98_304,
  maxUlp: 0,
  maxUlpSameSign: 0,
  crossings: 0,
  maxAbsolute: 0,
  maxKl: 0,
};

const forked: DiffRecord = {
  ...identical,
  identical: false,
  fork: 17,
  forkTokens: { a: { token: 7, text: ' king' }, b: { token: 9, text: ' queen' } },
  flip: 'confident',
  comparedPositions: 18,
  firstDifference: 2,
  differingLogits: 12_345,
  comparedLogits: 18_432,
  maxUlp: 2_035_196_480,
  maxUlpSameSign: 4096,
  crossings: 3,
  maxAbsolute: 0.03125,
  maxKl: 1.5e-5,
};

const posture: Posture = {
  arm: 'alone',
  activations: 'bf16',
  weights: ['bf16'],
  operations: (['matmul', 'rmsnorm', 'attention', 'whole model'] as const).map((operation) => ({
    ...{ operation, rule: 'variant@1', standing: 'none', covered: [], reasons: [] },
  })),
  replaced: [],
  sampler: 'greedy, ties to the lower token id',
  grounds: 'no certificate was handed to this run',
};

const run = (change: Partial<RunRecord> = {}): RunRecord => ({
  lost: [],
  experiment: parseExperiment({
    version: 1,
    title: 'The needle',
    requests: [{ id: 'needle', role: 'probe', prompt: 'Once' }],
    arms: [{ name: 'alone', requests: ['needle'], kernels: 'variant' }],
  }),
  model: { name: 'nano', hash: `sha256:${'ab'.repeat(32)}`, parameters: 260_032 },
  engine: 'webgpu',
  adapter: { vendor: 'mesa', architecture: 'lavapipe', device: '', description: 'llvmpipe', software: true },
  planRules: ['variant@1', 'invariant@1'],
  notes: [],
  postures: [posture, { ...posture, arm: 'company' }],
  arms: [arm('alone'), arm('company', { text: 'Once upon a time there was a queen.\nShe sang.' })],
  diffs: [forked],
  forkTrees: [],
  ...change,
});

describe('formatRun', () => {
  it('says what ran, each arm on a line, and what the comparison found', () => {
    expect(formatRun(run())).toBe(
      [
        'The needle',
        `model nano, 260,032 parameters, sha256:${'ab'.repeat(32)}`,
        'engine webgpu on llvmpipe (software)',
        'plan rules variant@1, invariant@1',
        '',
        'arm      kernels  dtype  weights  M       steps  tokens     ms  tok/s',
        'alone    variant  bf16   stored   8..230      2      96  1,203   79.8',
        'company  variant  bf16   stored   8..230      2      96  1,203   79.8',
        '',
        'guarantees',
        '  alone, company: variant@1 follows the batch, claims no invariance (bf16, bf16 weights)',
        '  sampler: greedy, ties to the lower token id',
        '  grounds: no certificate was handed to this run',
        '',
        'alone vs company, needle: FORK at token 17, A " king" / B " queen"',
        '  confident flip, margin 0.0123 in A',
        '  first differing bit at token 2, 12,345 of 18,432 logits differ',
        '  max 4,096 ulp among logits of one sign (3 cross zero), max |a - b| 0.03125, max KL 1.50e−5 nats',
        `A: ${'Once upon a time there was a »king.'.padEnd(50)} │ B: Once upon a time there was a »queen.⏎She sang.`,
        '',
      ].join('\n'),
    );
  });

  it('says bit-identical with what was compared', () => {
    expect(formatRun(run({ diffs: [identical] }))).toContain(
      [
        'alone vs company, needle: bit-identical: 96 tokens, 98,304 logits, fingerprint 3fa23fa23fa23fa2…',
        '  smallest margin 0.0123 in A\n',
      ].join('\n'),
    );
  });

  it('tells equal tokens from equal bits', () => {
    const diff = {
      ...identical,
      identical: false,
      firstDifference: 0,
      differingLogits: 1,
      maxUlpSameSign: 1,
    };
    const text = formatRun(run({ diffs: [diff] }));
    expect(text).toContain('alone vs company, needle: same 96 tokens, different bits');
    expect(text).toContain('first differing bit at token 0, 1 of 98,304 logits differ\n  max 1 ulp');
    expect(text).not.toContain('bit-identical');
  });

  it('says how a stream ended that the other outlived', () => {
    const ended = arm('alone');
    const requests = [{ ...ended.requests[0]!, finish: { reason: 'end-of-text' } as const }];
    const diff: DiffRecord = {
      ...forked,
      forkTokens: { a: null, b: { token: 9, text: ' and' } },
      flip: null,
      margin: null,
      firstDifference: null,
    };
    const text = formatRun(run({ arms: [{ ...ended, requests }, arm('company')], diffs: [diff] }));
    expect(text).toContain('FORK at token 17, A ended (end-of-text) / B " and"');
    expect(text).toContain('none of 18,432 logits differs up to there');
    expect(text).not.toContain('flip');
  });

  it('says what the formats of blocks are, each once, below the arms', () => {
    const arms = [
      arm('alone'),
      { ...arm('company'), weights: 'q8' as const },
      { ...arm('c'), weights: 'q8' as const },
    ];
    const lines = formatRun(run({ arms })).split('\n');
    const said = lines.findIndex((line) => line.startsWith('(q8: '));
    expect(lines[said - 1]).toContain('q8');
    expect(lines.slice(said, said + 2)).toEqual([
      '(q8: 8.5 bits a weight: blocks of 32, each an f16 scale times int8, as Q8_0 of GGUF)',
      '',
    ]);
    expect(formatRun(run())).not.toContain('GGUF');
  });

  it('does not claim equal bits between arms that differ in kernels, and names mixed sets', () => {
    const mixed = arm('company', { kernels: { ...allOperations('variant'), rmsnorm: 'invariant' } });
    const text = formatRun(run({ arms: [arm('alone'), mixed] }));
    expect(text).toContain('company  variant/invariant/variant');
    expect(text).toContain('(kernels: matmul/rmsnorm/attention)');
    expect(text).toContain(
      'A variant, bf16, stored weights / B variant/invariant/variant, bf16, stored weights',
    );
    expect(formatRun(run())).not.toContain('not claimed');
  });

  it('lists requests that ended with an error', () => {
    const finish = { reason: 'error', message: 'logits are not finite at token 3' } as const;
    const failed = arm('alone', { requests: [{ ...arm('alone').requests[0]!, finish }] });
    expect(formatRun(run({ arms: [failed, arm('company')] }))).toContain(
      '\nERROR in alone/needle: logits are not finite at token 3\n',
    );
  });

  it('starts both texts at the same place, shortly before they part', () => {
    const story = 'word '.repeat(100);
    const arms = [arm('alone', { text: `${story}king` }), arm('company', { text: `${story}queen` })];
    const [first, second] = formatRun(run({ arms })).split('\n').slice(-3);
    expect(first).toMatch(/^A: …(word )+ *│ B: …(word )+word$/);
    expect(second).toMatch(/^ {3}.*»king +│ {4}.*»queen$/);
  });

  it('names the part that a comparison refers to and the record lacks', () => {
    expect(() => formatRun(run({ diffs: [{ ...forked, b: 'gone' }] }))).toThrow('names arm "gone"');
    expect(() => formatRun(run({ diffs: [{ ...forked, probe: 'gone' }] }))).toThrow('no request "gone"');
  });

  it('draws the tree of distinct completions with counts', () => {
    const leaf = (text: string, arms: number) => ({ tokens: [1], text, arms, branches: [] });
    const root = { tokens: [7], text: 'Once', arms: 100, branches: [leaf(' a king', 98), leaf('', 2)] };
    const { kernels, dtype } = arm('alone');
    const tree = { probe: 'needle', kernels, dtype, arms: 100, distinct: 2, fingerprints: 41, root };
    expect(formatRun(run({ forkTrees: [tree] }))).toContain(
      [
        ': 2 distinct completions, 41 fingerprints',
        '  100  Once',
        '     98   a king',
        '      2  (ends)',
      ].join('\n'),
    );
  });

  it('says a lost guarantee before anything else', () => {
    const lost = ['matmul invariant@1 is not invariant on this adapter: batch: 2 of 12 cases differ (alone)'];
    const [first, second, third] = formatRun(run({ lost })).split('\n');
    expect(first).toMatch(
      /^GUARANTEE LOST: matmul invariant@1 is not invariant on this adapter: batch: 2 of 12/,
    );
    expect([second, third]).toEqual(['', 'The needle']);
    expect(formatRun(run())).not.toContain('LOST');
  });

  it('lists no more arms than a page holds', () => {
    const arms = Array.from({ length: 40 }, (_, i) => arm(`company#${i}`));
    const text = formatRun(run({ arms, diffs: [] }));
    expect(text).toContain('and 16 more arms');
    expect(text).not.toContain('company#24');
  });

  it('fits its columns and lets no control character through, whatever the names and texts are', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 });
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    );
    fc.assert(
      fc.property(name, name, text, text, text, (nameA, nameB, a, b, token) => {
        const arms = [arm(nameA, { text: a }), arm(`${nameB}'`, { text: b })];
        const tokens = { a: { token: 1, text: token }, b: null };
        const diffs = [{ ...forked, a: nameA, b: `${nameB}'`, forkTokens: tokens }];
        const lines = formatRun(run({ arms, diffs })).split('\n');
        for (const line of lines) {
          expect(columns(line)).toBeLessThanOrEqual(REPORT_COLUMNS);
          expect(line).not.toMatch(/\p{C}|(?! )\p{Z}/u);
        }
      }),
      { numRuns: 300 },
    );
  });
});
