import { z } from 'zod';
import { whole } from './field-schemas.ts';
import type { servingSchema } from './serving-schema.ts';

/** Most places of a sequence that are verified in one step. */
export const MOST_VERIFIED = 256;

/** Whose tokens are told only once a window of them was computed again, alone, under invariant kernels: `Verification` of steps/verification.ts. */
export const verifySchema = z
  .strictObject({
    /** Places of a sequence that are verified in one step. */
    window: whole(1, MOST_VERIFIED).default(64),
    /** Ids of those that are; left out: everyone of the arm. */
    requests: z.array(z.string()).min(1).max(512).readonly().exactOptional(),
  })
  .readonly();

interface VerifiedArm {
  readonly verify?: z.output<typeof verifySchema>;
  readonly speculation?: unknown;
  readonly sampler?: unknown;
  readonly shaders?: unknown;
  readonly quantize?: string;
  readonly experts?: { readonly capacity?: number | null };
  readonly serving?: z.output<typeof servingSchema>;
  readonly limits: { readonly maxTokensPerStep: number };
}

/** Why verification makes no sense with what else an arm does; null where it does, or nobody is verified. */
export function verifyProblem({ verify, limits, ...arm }: VerifiedArm): string | null {
  if (!verify) return null;
  const { speculation, sampler, shaders, quantize, experts, serving } = arm;
  const not = (what: string, why: string) => `verification does not go with ${what}: ${why}`;
  if (speculation)
    return not('speculation', 'it replays what was decoded one by one: expected one of the two');
  if (sampler) return not('a sampler among the highest logits', 'it draws on the host after the step');
  if (shaders) return not('kernels of one’s own', 'they would take the place of the verifier’s too');
  if (quantize === 'per-tensor')
    return not('per-tensor activations', 'one scale is shared with tokens that may be cut: expected per-row');
  if (experts?.capacity != null)
    return not('expert capacity', 'what is dropped of a window would follow from tokens that may be cut');
  const clash = serving && servingClash(serving);
  if (clash) return not(...clash);
  if (verify.window > limits.maxTokensPerStep)
    return `verify.window: expected at most the arm's ${limits.maxTokensPerStep} rows a step, found ${verify.window}`;
  return null;
}

function servingClash(serving: z.output<typeof servingSchema>): readonly [string, string] | null {
  const { packing, memory, prefix, disaggregated, route, faults, precision, effort } = serving;
  if (route || faults)
    return ['a second replica or misrouted requests', 'the verifier would be another model'];
  if (packing !== 'off')
    return ['packing', 'a packed request shares the blocks that it would be verified in'];
  if (memory.pressure === 'evict')
    return ['eviction', 'which keys are dropped follows from who else is there'];
  if (prefix !== 'off') return ['prefix reuse', 'what is found may hold keys that nobody verified'];
  if (disaggregated) return ['disaggregation', 'keys are handed over before they are verified'];
  if (precision) return ['precision under load', 'the verifier’s weights would follow the load'];
  if (effort) return ['effort under load', 'how long an answer is would follow the queue'];
  return null;
}
