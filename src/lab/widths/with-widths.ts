import type { Checkpoint } from '../../model/checkpoint.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { type Calibration, calibrate, rulesFor } from './calibrate.ts';
import type { OnCalibrated } from './calibration-run.ts';

/** How a calibration is ended, and who hears how far it is: where several wait for one, whoever asked first. */
export interface Calibrating {
  readonly signal?: AbortSignal | undefined;
  readonly onCalibrated?: OnCalibrated | undefined;
}

/** One that is under way or done, and whose signal ends it. */
interface Asked {
  readonly found: Promise<Calibration>;
  readonly signal: AbortSignal | undefined;
}

/** Of each checkpoint by formats; kept for as long as the checkpoint is. */
const calibrations = new WeakMap<Checkpoint, Map<string, Asked>>();

/**
 * An arm with the thresholds of its widths, calibrated the first time that one of its formats is asked for; the same arm where it has one width.
 * Throws RangeError where the target does not lie between the two formats (`checkDynamic` refuses it before), and what `calibrate` throws.
 */
export async function withWidths(
  spec: ArmSpec,
  model: Pick<LoadedModel, 'checkpoint' | 'tokenizer'>,
  calibrating: Calibrating = {},
): Promise<ArmSpec> {
  const { dynamic } = spec;
  if (!dynamic) return spec;
  const calibration = await calibrationOf(spec, dynamic.low, model, calibrating);
  return { ...spec, dynamic: { ...dynamic, rules: rulesFor(calibration, dynamic) } };
}

/** What was found of a model, measured now unless it was before. */
export async function calibrationOf(
  { weights, activations }: Pick<ArmSpec, 'weights' | 'activations'>,
  low: 'q8' | 'q4',
  { checkpoint, tokenizer }: Pick<LoadedModel, 'checkpoint' | 'tokenizer'>,
  { signal, onCalibrated: onProgress }: Calibrating = {},
): Promise<Calibration> {
  const known = calibrations.get(checkpoint) ?? new Map<string, Asked>();
  calibrations.set(checkpoint, known);
  const key = `${weights} ${low} ${activations}`;
  for (;;) {
    signal?.throwIfAborted();
    const setting = { checkpoint, tokenizer, weights, activations, low, signal, onProgress };
    const asked = known.get(key) ?? { found: calibrate(setting), signal };
    known.set(key, asked);
    try {
      return await asked.found;
    } catch (error) {
      if (known.get(key) === asked) known.delete(key);
      // Another one gave up on the calibration that this one waited for too.
      const abandoned = asked.signal?.aborted === true && !signal?.aborted;
      if (!abandoned) throw error;
    }
  }
}
