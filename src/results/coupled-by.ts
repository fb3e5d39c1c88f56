import type { Quantize } from '../numerics/dtypes.ts';
import type { WidthsAsked } from '../steps/dynamic-widths.ts';
import { CONTENT_COUPLED } from './quantize-text.ts';
import { WIDTHS_COUPLED } from './widths-text.ts';

/** What of an arm may couple a row's products to others. */
interface Coupling {
  readonly quantize?: Quantize;
  readonly dynamic?: WidthsAsked;
  readonly lowered?: 'q8' | 'q4';
}

/** Why a row's products follow others, whatever their plan. */
export function coupledBy({ quantize, dynamic, lowered }: Coupling): string[] {
  return [
    ...(quantize === 'per-tensor' ? [CONTENT_COUPLED] : []),
    ...(dynamic?.per === 'batch' ? [WIDTHS_COUPLED] : []),
    ...(lowered
      ? [`layers become ${lowered} while memory is short, so that load changes what a row is multiplied by`]
      : []),
  ];
}

/** Why a mixture with full experts is invariant under no kernel set. */
export function capacityWords(capacity: number): string {
  return `experts take at most ${capacity} times an even share of a step, so whose rows they leave out follows from what the others say and how many they are`;
}
