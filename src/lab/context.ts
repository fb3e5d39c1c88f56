import { positionsFor } from '../steps/kv-blocks.ts';

/** Why a request is longer than a model's context; null where it fits. */
export function contextProblem(promptTokens: number, newTokens: number, maxPositions: number): string | null {
  const length = positionsFor(promptTokens, newTokens);
  if (length <= maxPositions) return null;
  return `${promptTokens} prompt and ${newTokens} new tokens take ${length} positions (the last is not fed), the model has ${maxPositions}`;
}
