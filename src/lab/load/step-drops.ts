import type { LoadStep } from '../../results/load/load-record.ts';
import { droppedTokens } from '../../steps/expert-capacity.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { LiveRequest } from './live-request.ts';

/**
 * Counts whose rows experts had no room for in a step, and gives what its entry says of it: how much of whom, and of probes each row and because of
 * whom. Nothing where nobody was dropped.
 */
export function takeDrops(
  { routed }: Pick<StepOutput, 'routed'>,
  plan: Pick<StepPlan, 'slices'>,
  live: ReadonlyMap<string, LiveRequest>,
): Pick<LoadStep, 'dropped' | 'drops'> {
  const found = routed ? droppedTokens(routed, plan) : [];
  if (found.length === 0) return {};
  const counts = new Map<string, number>();
  for (const { request } of found) counts.set(request, (counts.get(request) ?? 0) + 1);
  const drops = found.filter(({ request }) => live.get(request)!.incoming.role === 'probe');
  for (const [request, choices] of counts) live.get(request)!.dropped += choices;
  for (const drop of drops) live.get(drop.request)!.drop(drop);
  return { dropped: [...counts], ...(drops.length > 0 && { drops }) };
}
