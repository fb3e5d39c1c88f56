import { describe, expect, it, test } from 'vitest';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import { type CertificateCell, INVARIANCES } from './certificate-cell.ts';
import { type PostureSubject, postureOf, samplerWords } from './derive-posture.ts';
import type { OwnClaim } from './own-claim.ts';
import type { Evidence } from './posture.ts';

const subject: PostureSubject = {
  ...{ arm: 'company', engine: 'webgpu', adapter: 'SwiftShader' },
  asked: allOperations('invariant'),
  kernels: allOperations('invariant'),
  activations: 'bf16',
  parallelism: 64,
  weights: ['bf16'],
  decoding: { temperature: 0, seed: 0 },
};

const cell = (change: Partial<CertificateCell> = {}): CertificateCell => ({
  ...{ operation: 'matmul', invariance: 'batch', set: 'invariant', activations: 'bf16', weights: 'bf16' },
  ...{ cases: 12, passed: 12, control: { cases: 2, differed: 2 } },
  ...change,
});

const certificate = (...cells: CertificateCell[]): Evidence => ({ kind: 'certificate', form: 'full', cells });

const matmulOn = (evidence: Evidence, change: Partial<PostureSubject> = {}) =>
  postureOf({ ...subject, ...change }, evidence).operations[0];

describe('the posture of an arm', () => {
  it('claims nothing of a model whose experts leave rows out, whatever is certified', () => {
    const cells = [cell({ operation: 'whole model' }), cell()];
    const full = postureOf({ ...subject, experts: { capacity: 1.25 } }, certificate(...cells));
    expect(full.operations.at(-1)).toMatchObject({
      ...{ operation: 'whole model', standing: 'none' },
      reasons: [expect.stringContaining('at most 1.25 times an even share')],
    });
    expect(full.operations[0]).toMatchObject({ operation: 'matmul', standing: 'certified' });
    const roomy = postureOf({ ...subject, experts: { capacity: null } }, certificate(...cells));
    expect(roomy.operations.at(-1)).toMatchObject({ standing: 'certified' });
  });

  it('counts a router and experts among the products, whose sums they are', () => {
    const lost = cell({ operation: 'experts', passed: 11 });
    expect(matmulOn(certificate(cell(), lost))).toMatchObject({
      standing: 'lost',
      reasons: ['batch: 1 of 12 cases differ (bf16, bf16 weights)'],
    });
    expect(matmulOn(certificate(cell(), cell({ operation: 'experts' }))).standing).toBe('certified');
    expect(postureOf(subject, certificate(lost)).operations[1].standing).toBe('observed');
  });

  it('is certified for what the cells of its operation, set, activations and weights cover', () => {
    const cells = INVARIANCES.map((invariance) => cell({ invariance }));
    expect(matmulOn(certificate(...cells))).toEqual({
      ...{ operation: 'matmul', rule: 'invariant@1', standing: 'certified', reasons: [] },
      covered: ['batch', 'chunking', 'cache', 'width'],
    });
    expect(matmulOn(certificate(cell())).covered).toEqual(['batch']);
  });

  test.each([
    ['operation', { operation: 'whole model' }],
    ['set', { set: 'pinned' }],
    ['activation dtype', { activations: 'f32' }],
    ['weight format', { weights: 'f16' }],
    ['number of cases', { cases: 0, passed: 0 }],
  ] as const)('is only observed where the cell is of another %s', (_, change) => {
    expect(matmulOn(certificate(cell(change)))).toMatchObject({
      standing: 'observed',
      covered: [],
      reasons: ['not tested with these sets, activations and weights'],
    });
  });

  it('is certified for a checkpoint of two formats only where both were tested', () => {
    const both = { weights: ['f16', 'bf16'] } as const;
    expect(matmulOn(certificate(cell()), both).standing).toBe('observed');
    expect(matmulOn(certificate(cell(), cell({ weights: 'f16' })), both).standing).toBe('certified');
  });

  it('claims nothing of a kernel of one’s own, whatever was certified of the set in whose place it runs', () => {
    const mark = { name: 'mine', like: 'matmul_row', hash: 'ab'.repeat(32) } as const;
    const claim: OwnClaim = {
      ...{ hash: mark.hash, operation: 'matmul', wrong: false, activations: 'bf16', set: 'invariant' },
      finding: { kind: 'follows', rows: 9 },
      testedOn: 'terms 96',
      parallelism: null,
    };
    const evidence = certificate(cell(), cell({ operation: 'rmsnorm' }), cell({ operation: 'whole model' }));
    const own = { own: { matmul: mark }, ownClaims: [claim] };
    const [matmul, rmsnorm, , whole] = postureOf({ ...subject, ...own }, evidence).operations;
    expect(matmul).toEqual({
      ...{ operation: 'matmul', rule: 'own:abababababab', standing: 'own', covered: [] },
      reasons: ['tested here: mine: not invariant: M = 9 (terms 96)'],
    });
    expect([rmsnorm.standing, whole.standing]).toEqual(['certified', 'own']);
    const elsewhere = matmulOn(evidence, { ...own, activations: 'f32' });
    expect(elsewhere.reasons).toEqual(['mine: not tested here']);
    const asked = (parallelism: number) =>
      matmulOn(evidence, { ...own, parallelism, ownClaims: [{ ...claim, parallelism: 64 }] }).reasons;
    expect([asked(64), asked(16)]).toEqual([matmul.reasons, ['mine: not tested here']]);
  });

  it('asks no weight format of operations that read none', () => {
    const evidence = certificate(cell({ operation: 'attention', weights: 'f32' }));
    const [matmul, , attention] = postureOf(subject, evidence).operations;
    expect([matmul.standing, attention.standing]).toEqual(['observed', 'certified']);
  });

  it('is lost where one case of one cell failed, whatever else stands', () => {
    const failed = cell({ invariance: 'cache', passed: 11 });
    expect(matmulOn(certificate(cell(), failed))).toMatchObject({
      standing: 'lost',
      covered: [],
      reasons: ['cache: 1 of 12 cases differ (bf16, bf16 weights)'],
    });
  });

  it.each([
    [{ cases: 2, differed: 1 }, 'saw 1 of 2 differences that must be there'],
    [{ cases: 0, differed: 0 }, 'had no negative control'],
  ])('is only observed where the test was blind: %j', (control, words) => {
    const { standing, reasons } = matmulOn(certificate(cell({ control })));
    expect([standing, reasons[0]]).toEqual(['observed', expect.stringContaining(words)]);
  });

  it('claims nothing under the variant set, whatever was tested', () => {
    const kernels = { ...allOperations('invariant'), matmul: 'variant' } as const;
    const { operations } = postureOf({ ...subject, kernels }, certificate(cell({ set: 'variant' })));
    expect(operations.map(({ standing }) => standing)).toEqual(['none', 'observed', 'observed', 'none']);
    expect(operations[3].rule).toBe('matmul variant@1, rmsnorm invariant@1, attention invariant@1');
  });

  it('knows mixed sets by all three where the whole model was tested', () => {
    const kernels = { ...allOperations('invariant'), attention: 'pinned' } as const;
    const set = 'matmul invariant, rmsnorm invariant, attention pinned';
    const { operations } = postureOf(
      { ...subject, kernels },
      certificate(cell({ operation: 'whole model', set })),
    );
    expect(operations[3].standing).toBe('certified');
  });

  it('tells which sets that were asked for were lost, and others ran in their place', () => {
    const lost = cell({ passed: 11 });
    const { operations, replaced } = postureOf(
      { ...subject, kernels: allOperations('pinned') },
      certificate(lost, cell({ set: 'pinned' })),
    );
    expect(operations[0]).toMatchObject({ rule: 'pinned@1', standing: 'certified' });
    expect(replaced).toMatchObject([{ operation: 'matmul', rule: 'invariant@1', standing: 'lost' }]);
    expect(postureOf(subject, certificate(lost)).replaced).toEqual([]);
  });

  it('is replayed on the CPU engine, and nothing at all on an engine without sets', () => {
    expect(matmulOn({ kind: 'replay' }, { engine: 'cpu' }).standing).toBe('replayed');
    const { operations } = postureOf({ ...subject, engine: 'ort-wasm' }, certificate(cell()));
    expect(operations.every(({ standing }) => standing === 'none')).toBe(true);
  });

  it('says why there is no evidence, and of a certificate what of it stands', () => {
    const why = 'nothing was tested';
    const without = postureOf(subject, { kind: 'none', why });
    expect([without.grounds, without.operations[0].reasons]).toEqual([why, [why]]);
    const { grounds } = postureOf(subject, certificate(cell(), cell({ passed: 3 })));
    expect(grounds).toBe('full certificate, 1 of 2 cells stand on SwiftShader');
  });
});

it('says how the noise is keyed', () => {
  expect(samplerWords({ temperature: 0, seed: 9 })).toBe('greedy, ties to the lower token id');
  expect(samplerWords({ temperature: 0.7, seed: 9 })).toBe(
    'temperature 0.7, Gumbel noise keyed by seed 9, request id, position and token id',
  );
});
