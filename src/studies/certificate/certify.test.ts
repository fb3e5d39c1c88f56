import { beforeAll, describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { cellKey, cellLost, cellStands, setsName } from '../../results/certificate-cell.ts';
import { type Certificate, type CertificateCase, cellsOf } from './certificate.ts';
import { type CertifyOptions, certify } from './certify.ts';
import type { Claim } from './claims.ts';
import { certificateOutcome, matrixOf } from './summary.ts';
import { companyOf, faultyEngine, faultyProbes, losingEngine } from './testing/broken.ts';

const model = idModel();

const claim = (changes: Partial<Claim> = {}): Claim => ({
  ...{ kernels: allOperations('invariant'), activations: 'f32', weights: 'stored', formats: ['f32'] },
  ...changes,
});

const certifyClaims = (claims: readonly Claim[], options: Partial<CertifyOptions> = {}) =>
  certify({
    engine: new CpuEngine(),
    gpu: null,
    model,
    key: 'k',
    form: 'short',
    claims,
    ...options,
  });

const marks = (certificate: Certificate, set = 'invariant') =>
  matrixOf(certificate, set).map((places) => places.map(({ mark }) => mark));

describe('the full matrix, on the CPU engine', () => {
  let certificate: Certificate;
  const heard: CertificateCase[] = [];

  beforeAll(async () => {
    const onCase = (found: CertificateCase) => heard.push(found);
    const bf16: Claim = { ...claim(), activations: 'bf16', weights: 'bf16', formats: ['bf16'] };
    certificate = await certifyClaims([claim(), bf16], { form: 'full', onCase });
  });

  test('every cell stands, with controls of its own', () => {
    expect(heard).toEqual(certificate.cases);
    expect(certificate.cells.filter((cell) => !cellStands(cell))).toEqual([]);
    expect(certificate.cells).toHaveLength(2 * (1 + 1 + 4 + 4));
    expect([certificate.passed, certificateOutcome(certificate)]).toEqual([true, 'holds']);
    expect(marks(certificate)).toEqual([
      ['stands', 'none', 'none', 'none', 'none'],
      ['stands', 'none', 'none', 'none', 'none'],
      ['stands', 'stands', 'stands', 'stands', 'none'],
      ['stands', 'stands', 'stands', 'stands', 'none'],
    ]);
  });

  test('contexts over several splits, large K and N, and every awkward M are in it', () => {
    const names = certificate.cases.filter(({ kind }) => kind === 'case').map(({ name }) => name);
    for (const keys of [63, 64, 65, 128, 129, 200])
      expect(names.some((name) => name.startsWith(`${keys} keys`))).toBe(true);
    for (const size of ['K = 2560, N = 36', 'K = 72, N = 100352', 'K = 2304'])
      expect(names.some((name) => name.startsWith(size))).toBe(true);
    for (const rows of [2, 3, 7, 8, 9, 16, 17, 33, 64, 65, 129])
      expect(names.some((name) => name.includes(`M = ${rows}, row`))).toBe(true);
    for (const end of ['rotated and written to the cache', 'through SwiGLU', 'added to the residual'])
      expect(names.some((name) => name.includes(`${end}: M = 129, row`))).toBe(true);
    expect(names).toContain('recycled blocks full of NaN against fresh ones');
    expect(names).toContain('warm: 128 of 130 tokens in blocks of another request, against cold');
    expect(names).toContain('9 blocks swapped out and in, against cold');
    expect(names).toContain('9 blocks copied, against cold');
  });

  test('a control that cannot differ is skipped by name and counts neither way', () => {
    const skipped = certificate.cases.filter(({ outcome }) => outcome === 'skipped');
    expect([...new Set(skipped.map(({ kind, name, found }) => `${kind} ${name}: ${found}`))]).toEqual([
      'control rmsnorm, K = 128: M = 1 against M = 17: both plans build the same tree: it cannot differ',
    ]);
    const counted = certificate.cells.map(({ control }) => control.cases);
    expect(Math.max(...counted)).toBeLessThan(20);
  });
});

/** A fault in one place of the matrix must show there and nowhere else. */
describe('one moved bit', () => {
  const lost = ({ cells }: Certificate) =>
    cells.filter(cellLost).map(({ operation, invariance }) => `${operation} ${invariance}`);

  test.each([
    ['matmul', ['matmul batch']],
    ['rmsnorm', ['rmsnorm batch']],
    ['attention', ['attention batch', 'attention chunking', 'attention cache', 'attention width']],
  ] as const)('in larger steps of %s', async (operation, where) => {
    const probes = faultyProbes({ [operation]: (_: string, rows: number) => rows > 1 });
    const certificate = await certifyClaims([claim()], { probes });
    expect(lost(certificate)).toEqual(where);
    expect([certificate.passed, certificateOutcome(certificate)]).toEqual([false, 'lost']);
  });

  test.each([
    [
      'in company',
      (slices: number) => slices > 1,
      ['whole model batch', 'whole model chunking', 'whole model width'],
    ],
    ['in chunks', (_: number, rows: number) => rows > 1 && rows < 64, ['whole model chunking']],
  ] as const)('of the logits, %s', async (_, wrong, where) => {
    const engine = faultyEngine((__, plan) => {
      const rows = plan.slices[0]?.tokens.length ?? 0;
      return wrong(plan.slices.length, companyOf(plan) ? 1 : rows);
    });
    const found = lost(await certifyClaims([claim()], { engine }));
    for (const place of where) expect(found).toContain(place);
    expect(found.filter((place) => !place.startsWith('whole model'))).toEqual([]);
  });

  test.each(['swap-out', 'swap-in', 'copy'] as const)('in a block, at its %s', async (kind) => {
    const engine = losingEngine(kind);
    expect(lost(await certifyClaims([claim()], { engine }))).toEqual(['whole model cache']);
  });

  test('that is the same in every step of variant plans too leaves the test blind, and says nothing of the set', async () => {
    const sound = faultyProbes({});
    const probes = {
      ...sound,
      matmul: (...args: Parameters<typeof sound.matmul>) => {
        const [product, plan, x, place] = args;
        const [first, ...others] = [{ start: 0, end: product.terms }];
        return sound.matmul(
          product,
          { ...plan, lanes: 4, laneTree: 'adjacent' as const, chunks: [first, ...others] },
          x,
          place,
        );
      },
    };
    const certificate = await certifyClaims([claim()], { probes });
    expect(lost(certificate)).toEqual([]);
    expect([certificate.passed, certificateOutcome(certificate)]).toEqual([false, 'blind']);
    expect(marks(certificate)[0][0]).toBe('blind');
  });

  test('not a number everywhere is not the same everywhere', async () => {
    const sound = faultyProbes({});
    const probes = { ...sound, rmsnorm: async () => new Float32Array(4).fill(Number.NaN) };
    expect(lost(await certifyClaims([claim()], { probes }))).toEqual(['rmsnorm batch']);
  });
});

describe('what a claim covers', () => {
  const caseOf = (changes: Partial<CertificateCase>): CertificateCase => ({
    ...{ operation: 'matmul', invariance: 'batch', set: 'invariant', activations: 'f32', weights: ['f32'] },
    ...{ kind: 'case', name: '', outcome: 'passed', found: '' },
    ...changes,
  });

  test('activations, weights and sets are cells of their own', () => {
    const cases = [
      caseOf({}),
      caseOf({ activations: 'bf16' }),
      caseOf({ weights: ['bf16', 'f16'] }),
      caseOf({ set: 'pinned' }),
    ];
    expect(cellsOf(cases)).toHaveLength(5);
    expect(new Set(cellsOf(cases).map(cellKey)).size).toBe(5);
  });

  test('mixed sets are tested operation by operation, and as they are through the model', async () => {
    const kernels = { matmul: 'pinned', rmsnorm: 'invariant', attention: 'pinned' } as const;
    const { cells } = await certifyClaims([claim({ kernels })]);
    expect(new Set(cells.map(({ operation, set }) => `${operation}: ${set}`))).toEqual(
      new Set([
        'matmul: pinned',
        'rmsnorm: invariant',
        'attention: pinned',
        `whole model: ${setsName(kernels)}`,
      ]),
    );
  });

  test('with a variant operation only the others can be tested', async () => {
    const kernels = { matmul: 'variant', rmsnorm: 'invariant', attention: 'variant' } as const;
    const { cells } = await certifyClaims([claim({ kernels })]);
    expect(cells.map(({ operation, set }) => `${operation}: ${set}`)).toEqual(['rmsnorm: invariant']);
  });

  test('a norm stands for every format of weights, a product for its own', async () => {
    const formats = ['f32', 'bf16'] as const;
    const { cells, cases } = await certifyClaims([claim({ formats })]);
    const of = (operation: string) =>
      cells.filter((cell) => cell.operation === operation).map(({ weights }) => weights);
    expect([of('rmsnorm'), of('matmul')]).toEqual([formats, formats].map((list) => [...list]));
    const norms = cases.filter(({ operation }) => operation === 'rmsnorm');
    expect(norms.every(({ weights }) => weights.length === 2)).toBe(true);
    const products = cases.filter(({ operation }) => operation === 'matmul');
    expect(products.every(({ weights }) => weights.length === 1)).toBe(true);
  });
});

test('stops before its next case where aborted', async () => {
  const stop = new AbortController();
  let done = 0;
  const onCase = () => {
    if (++done === 3) stop.abort(new Error('enough'));
  };
  await expect(certifyClaims([claim()], { signal: stop.signal, onCase })).rejects.toThrow('enough');
  expect(done).toBe(3);
});
