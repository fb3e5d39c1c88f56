import { marksOf } from '../experiment/shaders.ts';
import type { ArmRecord } from '../results/record.ts';
import type { SpeculationTotals } from '../results/speculation.ts';
import type { VerificationTotals } from '../results/verification.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';

/** What an arm's steps took in all: time, work, and those of them that are kept. */
export interface Taken extends Pick<ArmRecord, 'work' | 'steps'> {
  readonly milliseconds: number;
  /** Where it speculated. */
  readonly speculated?: SpeculationTotals;
  /** Where anything was verified. */
  readonly verified?: VerificationTotals;
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
    parallelism,
    speculation,
    verify,
    experts,
    decoding: { sampler },
    limits: { lent },
  }: ArmSpec,
  requests: ArmRecord['requests'],
  { milliseconds, work, steps, speculated, verified }: Taken,
): ArmRecord {
  const generatedTokens = requests.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return {
    ...{ name, kernels, ...(own && { own: marksOf(own) }) },
    ...{ dtype: activations, weights, ...(quantize && { quantize }), parallelism },
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
