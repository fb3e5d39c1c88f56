import type { StepWidths } from './dynamic-widths.ts';
import type { RoutedStep } from './expert-capacity.ts';
import type { MovedBlock } from './moves.ts';

/** How many of its highest logits a row of a step gives, or all of a smaller vocabulary. */
export const TOP = 8;

/** One of the highest logits of a row. */
export interface TopLogit {
  readonly token: number;
  readonly logit: number;
}

/** What one sampled row of a step gives. */
export interface Sample {
  readonly request: string;
  /** Place of the row in its sequence's cache: tells the samples of one slice apart. */
  readonly index: number;
  /** Token chosen for the position after the row. */
  readonly token: number;
  /** Logit of the token, before temperature. */
  readonly logit: number;
  /** Four u32 that stand for the bits of all logits: `digestOf` them (NUMERICS: comparing arms). */
  readonly digest: Uint32Array;
  /** Highest logits, descending, ties by lower id. */
  readonly top: readonly TopLogit[];
  /** log(sum(exp(logits))). */
  readonly logSumExp: number;
  /** False where any logit is NaN or infinite: the request must end with an error. */
  readonly finite: boolean;
  /** (vocabulary) f32 logits, before temperature; null where they were not asked for (`ArmSpec.logits`). */
  readonly logits: Float32Array | null;
}

/** A sample's whole logits. Throws RangeError where they were not asked for. */
export function wholeLogits({ request, logits }: Sample): Float32Array {
  if (!logits) throw new RangeError(`${request}: the arm brings no whole logits back`);
  return logits;
}

export interface StepOutput {
  /** One entry for each row that is sampled (`StepSlice.sample`), in batch order. */
  readonly samples: readonly Sample[];
  /** The reduction plan each operation used, as a short text: the step log. */
  readonly plans: Readonly<Record<string, string>>;
  /** One entry for each move of the plan, where `ArmSpec.watchMoves` asks for it. */
  readonly moved?: readonly MovedBlock[];
  /** Which experts each row chose, where the arm gives them a capacity. */
  readonly routed?: RoutedStep;
  /** Which widths its products had, where the arm chooses them. */
  readonly widths?: StepWidths;
}
