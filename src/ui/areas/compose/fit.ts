import type { ExperimentRequest } from '../../../experiment/schema.ts';
import { contextProblem } from '../../../lab/context.ts';
import { longestPrompt } from '../../../steps/kv-blocks.ts';
import { useMaxPositions, useMeasure, usePrompt } from '../../state/measuring.ts';

/** The schema's limits, where the model has room for more. */
const MOST_NOISE = 2048;
const MOST_NEW = 4096;

/** Tokens of the longest noise that leaves room for what a request generates, bos in front. */
export function useLongestPrompt(newTokens: number): number {
  const positions = useMaxPositions();
  return positions === null ? MOST_NOISE : within(longestPrompt(positions, newTokens) - 1, MOST_NOISE);
}

/** The most tokens that a request may generate after its prompt. */
export function useMostNewTokens(request: ExperimentRequest): number {
  const positions = useMaxPositions();
  const { report } = usePrompt(request);
  return positions === null ? MOST_NEW : within(positions - (report?.tokens ?? 1) + 1, MOST_NEW);
}

/** Why the model cannot be fed a request, as far as that is known before it is run. */
export function useLengthProblem(request: ExperimentRequest): string | null {
  const positions = useMaxPositions();
  const { report } = usePrompt(request);
  const { answer } = useMeasure();
  const unfed = answer?.problems.find((problem) => problem.request === request.id);
  if (unfed) return unfed.text;
  return report && positions !== null ? contextProblem(report.tokens, request.maxNewTokens, positions) : null;
}

function within(value: number, most: number): number {
  return Math.max(1, Math.min(value, most));
}
