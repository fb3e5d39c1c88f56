import { describe, expect, test } from 'vitest';
import { WebGpuEngine } from '../../engines/webgpu/webgpu-engine.ts';
import { bothTunings } from '../../gpu/testing/both-tunings.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { nanoCheckpoint } from '../../model/testing/nano.ts';
import { ACTIVATION_DTYPES, type ActivationDtype } from '../../numerics/dtypes.ts';
import { cellStands, INVARIANCES, noCell } from '../../results/certificate-cell.ts';
import { certify } from './certify.ts';
import { fullClaims } from './claims.ts';
import { controlsOf } from './controls.ts';
import { DeviceProbes } from './device-probes.ts';

const model = idModel();

/** Each set, each dtype of activations and each format of weights, not every combination; the whole list for one of them. */
const TESTED = { full: ['invariant bf16 f16'], short: ['invariant f32 bf16', 'pinned f16 f32'] };
const claimsOf = (texts: readonly string[]) =>
  fullClaims(model.checkpoint).filter(({ kernels, activations, formats: [weights] }) =>
    texts.includes(`${kernels.matmul} ${activations} ${weights}`),
  );

/** Only ends a test that hangs: a software adapter takes half a minute, and a busy machine several times that. */
const LONG = 600_000;

await describeOnGpu('the certificate', (device) => {
  describe.each(bothTunings(device))('%s', (_, gpu) => {
    // A GPU's tiles are slow on a software adapter, a claim's short form there takes 40 s: one claim, and the list for the other tuning.
    const whole = gpu.tuning.largeBlocks || !gpu.software;
    const forms = whole
      ? [
          { form: 'full' as const, claims: claimsOf(TESTED.full) },
          { form: 'short' as const, claims: claimsOf(TESTED.short) },
        ]
      : [{ form: 'short' as const, claims: claimsOf(TESTED.full) }];

    test.each(forms)(
      'every cell of the matrix stands on a small model, $form form',
      async ({ form, claims }) => {
        const engine = new WebGpuEngine(gpu);
        const certificate = await certify({ engine, gpu, model, key: 'k', form, claims });
        expect(certificate.cases.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
        expect(certificate.cells.filter((cell) => !cellStands(cell))).toEqual([]);
        expect(claims.length).toBeGreaterThan(0);
        expect(certificate.cells).toHaveLength(claims.length * 10);
        expect(certificate.passed).toBe(true);
      },
      LONG,
    );

    /** Of the model, controls see what attention and the products' ends look at; those ends hide most in the 8 bits of bf16. */
    const seen = (activations: ActivationDtype) =>
      INVARIANCES.flatMap((invariance) => [
        ...(noCell('attention', invariance, 'invariant')
          ? []
          : [{ operation: 'attention', invariance, full: true } as const]),
        ...(activations !== 'bf16' || noCell('matmul', invariance, 'invariant')
          ? []
          : [{ operation: 'matmul', invariance, full: false } as const]),
      ]);

    test.each(whole ? ACTIVATION_DTYPES : (['bf16'] as const))(
      "at nano's sizes every control differs: %s",
      async (activations) => {
        const { config } = await nanoCheckpoint();
        const probes = new DeviceProbes(gpu);
        try {
          for (const { operation, invariance, full } of seen(activations)) {
            const options = { probes, config, activations, weights: activations, full };
            let compared = 0;
            for await (const finding of controlsOf(operation, invariance, options)) {
              if (!('comparison' in finding)) continue;
              compared++;
              const { differing, finite } = finding.comparison;
              expect([finding.name, finite, differing > 0]).toEqual([finding.name, true, true]);
            }
            expect(compared).toBeGreaterThan(0);
          }
        } finally {
          probes.close();
        }
      },
    );
  });
});
