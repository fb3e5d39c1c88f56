import type { KernelSet } from '../../numerics/sets/sets.ts';
import { createFingerprint } from '../../results/fingerprint.ts';
import { servingSpec, waveOf } from './arm-of.ts';
import type { OpenVariant } from './audit-setting.ts';
import { runWave } from './wave.ts';

/** The canary of a variant: a fingerprint of one of the audit's requests alone, tokens and logits. Throws the engine's errors. */
export async function variantFingerprint(
  { asked, model, engineModel, text }: OpenVariant,
  set: KernelSet,
): Promise<string> {
  const wave = waveOf(model, text, 1);
  const spec = servingSpec(asked, set, { batch: 1, wave });
  const runner = await engineModel.openArm(spec);
  const fingerprint = createFingerprint();
  try {
    await runWave(runner, spec, wave, ({ token, digest }) => fingerprint.add(token, digest));
    return fingerprint.text();
  } finally {
    runner.destroy();
  }
}
