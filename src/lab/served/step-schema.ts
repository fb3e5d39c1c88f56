import { z } from 'zod';
import type { LoadStep } from '../../results/load/load-record.ts';
import { amount, count, list, name } from './told-fields.ts';

const tokensOf = list(z.tuple([name, count]));

const shadowSchema = z.object({
  request: name,
  position: count,
  differing: count,
  maxUlp: amount,
  crossings: count.exactOptional(),
  kl: amount,
  alone: count.exactOptional(),
  probability: z.object({ loaded: amount, alone: amount }).exactOptional(),
});

const moveSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('zero'), block: count }),
  z.object({ kind: z.literal('copy'), from: count, to: count }),
  z.object({ kind: z.literal('swap-out'), block: count, host: count }),
  z.object({ kind: z.literal('swap-in'), host: count, block: count }),
]);

/** A step of a watched server: what is drawn of one. */
export const stepSchema: z.ZodType<LoadStep> = z.object({
  step: count,
  at: amount,
  milliseconds: amount.min(0),
  rows: count,
  prefillRows: count,
  decodeRows: count,
  slices: list(
    z.object({
      request: name,
      rows: count,
      kind: z.enum(['prefill', 'decode']),
      drafted: count.exactOptional(),
      accepted: count.exactOptional(),
    }),
  ),
  plan: count,
  moves: list(moveSchema),
  cascade: z.literal(true).exactOptional(),
  preempted: list(name),
  swapped: list(name).exactOptional(),
  found: tokensOf.exactOptional(),
  evicted: tokensOf.exactOptional(),
  budgets: list(z.tuple([name, count, count])).exactOptional(),
  replica: z.literal(1).exactOptional(),
  handedOver: count.exactOptional(),
  lowered: count.exactOptional(),
  weightBytes: count.exactOptional(),
  dropped: tokensOf.exactOptional(),
  bits: amount.exactOptional(),
  drops: list(
    z.object({
      request: name,
      position: count,
      layer: count,
      expert: count,
      filledBy: list(z.object({ request: name, rows: count })),
    }),
  ).exactOptional(),
  waiting: count,
  blocks: z.object({ held: count, cached: count, free: count }),
  positions: z.object({ filled: count, reserved: count }),
  owners: list(z.int()).exactOptional(),
  holders: list(count).exactOptional(),
  shadows: list(shadowSchema).exactOptional(),
});
