import { kindOf, type OutputName } from '../../model/operations.ts';
import { STEP_PARTS } from '../../steps/step-laps.ts';
import type { SpanKind } from './spans.ts';

/** Parts that only someone who watches asks for. */
export const ADDED_PARTS = {
  /** A line of JSON for a step. */
  log: 'log',
  /** The short certificate. */
  certificate: 'certificate',
} as const;

const ADDED: ReadonlySet<string> = new Set([
  ...Object.values(ADDED_PARTS),
  STEP_PARTS.captures,
  STEP_PARTS.timestamps,
]);
const WAITS: ReadonlySet<string> = new Set([STEP_PARTS.readback, STEP_PARTS.yield]);
/** Calls of kernels that no output of the model is named after, and that multiply: `qkv_high`, `merge`. */
const PRODUCT_CALLS = /^(?:merge|[a-z_]+_(?:high|low))$/;
/** The others. */
const MOVING_CALLS =
  /^(?:first_norm|qk_norm|rope_kv|capacity|sample_slices|sample_merge|[a-z_]+_(?:most|q8|estimate|scale))$/;
const TENSOR_KINDS: ReadonlySet<string> = new Set(['matmul', 'router', 'attention', 'mix']);

/** Whether a part of a step is the model's own work, and which; null: the host's, or a wait. */
export function kernelKind(operation: string): 'tensor' | 'movement' | null {
  if (PRODUCT_CALLS.test(operation)) return 'tensor';
  if (MOVING_CALLS.test(operation)) return 'movement';
  const kind = outputKind(operation);
  if (kind === undefined) return null;
  return TENSOR_KINDS.has(kind) ? 'tensor' : 'movement';
}

function outputKind(name: string): string | undefined {
  return kindOf(name as OutputName);
}

/** What the time of a part goes to. */
export function partKind(part: string): SpanKind {
  if (ADDED.has(part)) return 'added';
  if (WAITS.has(part)) return 'wait';
  return kernelKind(part) ?? 'host';
}
