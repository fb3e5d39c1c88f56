import { marksOf } from '../experiment/shaders.ts';
import type { ArmRecord } from '../results/record.ts';
import type { SpeculationTotals } from '../results/speculation.ts';
import type { VerificationTotals } from '../results/verification.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { WidthsAsked } from '../steps/dynamic-widths.ts';

/** What an arm's steps took in all: time, work, and those of them that are kept. */
export interface Taken extends Pick<ArmRecord, 'work' | 'steps'> {
  readonly milliseconds: number;
  /** Mean bits a weight of its steps, where it chooses widths; null where it has had none. */
  readonly meanBits?: number | null;
  /** Where it speculated. */
  readonly speculated?: SpeculationTotals;
  /** Where anything was verified. */
  readonly verified?: VerificationTotals;
}

function askedOf({ low, targetBits, per }: WidthsAsked): WidthsAsked {
  return { low, targetBits, per };
}

/** An arm as its run's record has it. */
export function armRecord(
  {
    name,
    kernels,
    own,
    activations,
    weights,
    quantize,
    dynamic,
    parallelism,
    speculation,
    verify,
    experts,
    decoding: { sampler },
    limits: { lent },
  }: ArmSpec,
  requests: ArmRecord['requests'],
  { milliseconds, work, steps, meanBits = null, speculated, verified }: Taken,
): ArmRecord {
  const generatedTokens = requests.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return {
    ...{ name, kernels, ...(own && { own: marksOf(own) }) },
    ...{ dtype: activations, weights, ...(quantize && { quantize }), parallelism },
    ...(dynamic && { dynamic: { ...askedOf(dynamic), meanBits } }),
    ...(lent && { lowers: lent.to }),
    ...(sampler && { sampler }),
    ...(experts && { experts }),
    requests,
    timing: {
      milliseconds,
      generatedTokens,
      // A clock of whole milliseconds may see nothing pass.
      tokensPerSecond: milliseconds > 0 ? (generatedTokens * 1000) / milliseconds : 0,
    },
    work,
    ...(speculation && speculated && { speculation: { ...speculation, ...speculated } }),
    ...(verify && verified && { verification: { ...verify, ...verified } }),
    steps,
  };
}
