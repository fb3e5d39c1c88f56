import { requestKey } from '../numerics/gumbel.ts';
import type { Decoding } from './arm-spec.ts';
import type { StepSlice } from './step-plan.ts';

/** How a slice's tokens are chosen: as it says itself, else as its arm does. */
export function decodingOfSlice({ decoding }: Pick<StepSlice, 'decoding'>, arm: Decoding): Decoding {
  return decoding ? { ...arm, ...decoding } : arm;
}

/** What a request's noise is keyed by. */
export function drawKey({ drawnAs }: Pick<Decoding, 'drawnAs'>, request: string): number {
  return requestKey(drawnAs ?? request);
}
