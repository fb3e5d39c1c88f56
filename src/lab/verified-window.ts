import type { VerifiedWindow } from '../results/verification.ts';
import { acceptedSamples, coupled, draftedTokens } from '../steps/acceptance.ts';
import type { QueueState } from '../steps/queue.ts';
import type { Sample } from '../steps/step-output.ts';
import type { StepPlan } from '../steps/step-plan.ts';

/** The samples of a step that count or are to be verified: of a window they end with the first that was decoded otherwise. */
export function verifiedSamples(
  state: QueueState,
  plan: StepPlan,
  samples: readonly Sample[],
): readonly Sample[] {
  if (!plan.kernels) return samples;
  const stops = new Map([...state.running, ...state.waiting].map(({ id, stopTokens }) => [id, stopTokens]));
  return acceptedSamples(plan, samples, coupled, (request) => stops.get(request)!);
}

/** What a verification step came to, by the samples of it that count; null of any other. */
export function verifiedWindow(
  { running }: QueueState,
  { kernels, slices: [slice] }: StepPlan,
  kept: readonly Sample[],
): VerifiedWindow | null {
  if (!kernels) return null;
  const drafted = draftedTokens(slice);
  const other = drafted.findIndex((token, i) => kept[i]?.token !== token);
  const before = running.find(({ id }) => id === slice.request);
  return {
    decoded: drafted.length,
    cut: other < 0 ? 0 : drafted.length - other,
    again: Math.max(0, (before?.computed ?? 0) - slice.start),
  };
}
