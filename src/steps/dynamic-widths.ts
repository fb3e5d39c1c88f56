import type { MatmulName } from '../model/operations.ts';
import { f32Bits } from '../numerics/bits.ts';
import type { WidthChoice } from '../numerics/dtypes.ts';
import type { ErrorProjection } from '../numerics/error-projection.ts';

/** The products of a layer that have two widths each; the head keeps the arm's. */
export const WIDE_PRODUCTS = ['qkv', 'o', 'gate_up', 'down'] as const satisfies readonly MatmulName[];
export type WideProduct = (typeof WIDE_PRODUCTS)[number];

export function isWide(name: string): name is WideProduct {
  return WIDE_PRODUCTS.some((each) => each === name);
}

/** When a product reads the arm's weights rather than the smaller ones. */
export interface WidthRule {
  readonly projection: ErrorProjection;
  /** Estimates from here on are too large for the smaller format: f32; 0: always, Infinity: never. */
  readonly threshold: number;
  /** How many weights the product has, and what they take on average in either format. */
  readonly weights: number;
  readonly bits: Readonly<Record<'low' | 'high', number>>;
}

/** Of a layer. */
export type LayerWidths = Readonly<Record<WideProduct, WidthRule>>;

/** Two widths for each product of a layer, chosen anew for each row or step by an estimated error (DP-LLM). */
export interface DynamicWidths {
  /** The smaller format; the larger is the arm's own. */
  readonly low: 'q8' | 'q4';
  /** Mean bits a weight that thresholds were calibrated for. */
  readonly targetBits: number;
  readonly per: WidthChoice;
  /** By layer, from calibration; left out until then, and no engine opens such an arm. */
  readonly rules?: readonly LayerWidths[];
}

/** What an arm is asked of its widths, without what was calibrated for it. */
export type WidthsAsked = Pick<DynamicWidths, 'low' | 'targetBits' | 'per'>;

/** Which width each product of a step had. */
export interface StepWidths {
  readonly rows: number;
  /** (layers, four products, rows): 1 where the arm's own weights were read, 0 where the smaller ones. */
  readonly high: Uint8Array;
}

/** Whether each row of a product reads the larger width. `estimates`: (rows), as bits (`estimateBits`). */
export function chooseWidths(
  estimates: ArrayLike<number>,
  { threshold }: Pick<WidthRule, 'threshold'>,
  per: WidthChoice,
): Uint8Array {
  const from = f32Bits(threshold);
  const rows = Array.from(estimates);
  if (per !== 'batch') return Uint8Array.from(rows, (bits) => (bits >= from ? 1 : 0));
  const together = rows.reduce((most, bits) => Math.max(most, bits), 0) >= from;
  return new Uint8Array(rows.length).fill(together ? 1 : 0);
}

/** Mean bits a weight of all that a step's rows were multiplied by; each row counts every product's weights. */
export function meanBits({ rows, high }: StepWidths, layers: readonly LayerWidths[]): number {
  let [bits, weights, at] = [0, 0, 0];
  for (const rules of layers)
    for (const name of WIDE_PRODUCTS) {
      const rule = rules[name];
      const wide = high.subarray(at, at + rows).reduce((sum, each) => sum + each, 0);
      bits += rule.weights * (wide * rule.bits.high + (rows - wide) * rule.bits.low);
      weights += rule.weights * rows;
      at += rows;
    }
  return bits / weights;
}

/** The same of a step of an arm; null of one with one width. */
export function stepBits(
  { widths }: { readonly widths?: StepWidths },
  { dynamic }: { readonly dynamic?: DynamicWidths },
): number | null {
  return widths && dynamic?.rules ? meanBits(widths, dynamic.rules) : null;
}

/** The rules of an arm that is being opened. Throws RangeError where nobody calibrated them. */
export function rulesOf({ low, rules }: DynamicWidths): readonly LayerWidths[] {
  if (!rules)
    throw new RangeError(
      `dynamic widths down to ${low} were not calibrated for this model before the arm was opened`,
    );
  return rules;
}
