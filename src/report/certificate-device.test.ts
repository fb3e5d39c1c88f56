import { describe, expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { idModel } from '../lab/testing/fake-engine.ts';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import { type CertificateCell, cellLost, cellStands, invarianceLost } from '../results/certificate-cell.ts';
import { postureOf } from '../results/derive-posture.ts';
import { lostWords } from '../results/lost.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import { type CertifyOptions, certify } from '../studies/certificate/certify.ts';
import type { Claim } from '../studies/certificate/claims.ts';
import { grantOf } from '../studies/certificate/grant.ts';
import type { OperationProbes } from '../studies/certificate/probes.ts';
import { REPLAY_PROBES, replayProbes } from '../studies/certificate/replay-probes.ts';
import { certificateOutcome, matrixOf } from '../studies/certificate/summary.ts';
import { faultyEngine } from '../studies/certificate/testing/broken.ts';
import { certificateVerdict, dashWords } from './certificate.ts';

const model = idModel();
const claim: Claim = {
  ...{ kernels: allOperations('portable'), activations: 'f32', weights: 'f32', formats: ['f32'] },
};

/** By an engine that stands for a device, sound unless `probes` say otherwise. */
const certifyOn = (options: Partial<CertifyOptions> = {}) =>
  certify({
    ...{ engine: faultyEngine(() => false), gpu: null, model, key: 'k', form: 'short', claims: [claim] },
    ...options,
  });

const device = ({ cells }: Certificate) => cells.filter(({ invariance }) => invariance === 'device');
const named = (cells: readonly CertificateCell[]) => cells.map(({ operation }) => operation);

describe('the column of the device', () => {
  test('stands beside the other four on a device that computes as its replay does', async () => {
    const found = await certifyOn();
    expect(found.cells.filter((cell) => !cellStands(cell))).toEqual([]);
    expect(named(device(found))).toEqual(['matmul', 'rmsnorm', 'attention', 'whole model']);
    expect(matrixOf(found, 'portable').map((places) => places.at(-1)!.mark)).toEqual(Array(4).fill('stands'));
    expect(certificateVerdict(found)).toContain('those of the portable set are what its replay gives');
  });

  test('has no cell of a set in the adapter’s own arithmetic, and says why', async () => {
    const found = await certifyOn({ claims: [{ ...claim, kernels: allOperations('invariant') }] });
    expect(device(found)).toEqual([]);
    expect(matrixOf(found, 'invariant').map((places) => places.at(-1)!.why)).toEqual(
      Array(4).fill('not claimed: only portable arithmetic promises the same bits on every device'),
    );
    expect(dashWords()).toContain('device: not claimed');
  });

  test('is not tested where a replay would be compared with itself', async () => {
    expect(device(await certifyOn({ engine: openCpuEngine() }))).toEqual([]);
  });

  test.each([
    ['that fuses products into sums', replayProbes('fused')],
    ['that has an exp, a root and a quotient of its own', withMath('native')],
  ] as const)('loses a device %s, whose batch invariance stands', async (_, probes) => {
    const found = await certifyOn({ probes });
    const lost = found.cells.filter(cellLost);
    expect(new Set(lost.map(({ invariance }) => invariance))).toEqual(new Set(['device']));
    expect(named(lost)).toContain('rmsnorm');
    expect(named(lost)).toContain('attention');
    expect([found.passed, certificateOutcome(found), grantOf(found.cells).invariantAs]).toEqual([
      ...[false, 'apart', 'itself'],
    ]);
    expect(certificateVerdict(found)).toContain('are not those of every device');
  });

  test('takes back what a probe has promised', async () => {
    const { cells } = await certifyOn({ probes: replayProbes('fused') });
    expect(cells.some(invarianceLost)).toBe(false);
    const of = (portable: { readonly holds: true } | null) =>
      postureOf(
        {
          ...{ arm: 'a', engine: 'webgpu', adapter: 'x', asked: claim.kernels, kernels: claim.kernels },
          ...{ activations: 'f32', weights: ['f32'], parallelism: 64, portable },
          decoding: { temperature: 0, seed: 0 },
        },
        { kind: 'certificate', form: 'short', cells },
      );
    const posture = of({ holds: true });
    expect(posture.portable).toMatchObject({ holds: false, step: 'certificate' });
    expect(lostWords([posture])).toEqual([
      expect.stringMatching(
        /^portable@1 is no promise on this adapter.*its certificate found matmul, device: /,
      ),
    ]);
    expect(posture.operations.map(({ standing }) => standing)).toEqual(Array(4).fill('certified'));
    expect(of(null).portable).toBeNull();
  });
});

/** Operations that compute in another arithmetic than they are asked for. */
function withMath(math: 'native'): OperationProbes {
  const { matmul, rmsnorm, experts, attention } = REPLAY_PROBES;
  return {
    matmul: (product, ...rest) => matmul({ ...product, math }, ...rest),
    rmsnorm: (norm, ...rest) => rmsnorm({ ...norm, math }, ...rest),
    experts: (mixture, ...rest) => experts({ ...mixture, math }, ...rest),
    attention: (cache, ...rest) => attention({ ...cache, math }, ...rest),
    close: () => undefined,
  };
}
