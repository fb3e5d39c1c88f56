import type { Digest } from '../../numerics/digest.ts';
import { type ArmSoFar, digestFrom } from '../../results/load/load-lines.ts';
import type {
  BudgetSet,
  LoadClock,
  LoadRequest,
  LoadStep,
  RouteTaken,
  Shadow,
} from '../../results/load/load-record.ts';
import type { DroppedToken } from '../../steps/expert-capacity.ts';
import type { Now } from '../../steps/serving.ts';
import type { ReplicaKind } from './router.ts';

/** What a request had been given when its run was broken off. */
export interface Progress {
  readonly tokens: { readonly token: number; readonly digest: Digest; readonly at: number }[];
  /** What was seen of it beside the same tokens alone. */
  readonly shadows: Shadow[];
  admitted: number | null;
  /** Times it lost its blocks to be computed again, and to host memory. */
  preempted: number;
  swapped: number;
  /** Prompt tokens that were found in the cache as it began, and keys dropped for good. */
  cached: number;
  evicted: number;
  /** What it was left as it began. */
  budget: Omit<BudgetSet, 'asked'> | null;
  /** Choices of its rows that experts had no room for; of a probe each of them. */
  dropped: number;
  readonly drops: DroppedToken[];
}

/** An arm of a run that was broken off, as it goes on. */
export interface ResumedArm {
  readonly clock: LoadClock | null;
  readonly isOver: boolean;
  /** Steps taken, and milliseconds of the clock. */
  readonly step: number;
  readonly ms: number;
  readonly steps: readonly LoadStep[];
  /** When requests may have come, in order: one that comes with a step arrived when that step began, not when the run goes on. */
  readonly moments: readonly Now[];
  /** Those that had ended, by name. */
  readonly ended: ReadonlyMap<string, LoadRequest>;
  /** Those that had begun. */
  readonly under: ReadonlyMap<string, Progress>;
  /** Steps that were taken when each of them ended. */
  readonly stepsBefore: ReadonlyMap<string, number>;
  /** Looks of a canary's test that are on the lines. */
  readonly looks: number;
  /** Where requests had been sent, by name, in an arm that has a route. */
  readonly routes: ReadonlyMap<string, RouteTaken>;
  /** Layers that the last step of either replica ran in a smaller format. */
  readonly lowered: Readonly<Record<ReplicaKind, number>>;
}

/** A replica that requests are misrouted to lowers none. */
export const NONE_LOWERED: ResumedArm['lowered'] = { own: 0, second: 0, wrong: 0 };

const NO_COUNTS = {
  ...{ preempted: 0, swapped: 0, cached: 0, evicted: 0, dropped: 0 },
  budget: null,
};

/** Throws LoadLinesError where a digest is none. */
export function resumedArm({
  clock,
  isOver,
  steps,
  requests,
  sent,
  stepsBefore,
  looks,
}: ArmSoFar): ResumedArm {
  const under = new Map<string, Progress>();
  const routes = new Map(sent);
  const lowered = { ...NONE_LOWERED };
  const of = (id: string) => {
    const known = under.get(id) ?? { tokens: [], shadows: [], drops: [], admitted: null, ...NO_COUNTS };
    under.set(id, known);
    return known;
  };
  let ms = 0;
  const moments: Now[] = [{ step: 0, ms: 0 }];
  for (const step of steps) {
    const at = step.at + step.milliseconds;
    moments.push({ step: step.step, ms: Math.max(ms, step.at) });
    ms = Math.max(ms, at);
    moments.push({ step: step.step + 1, ms });
    lowered[step.replica === 1 ? 'second' : 'own'] = step.lowered ?? 0;
    for (const { request } of step.slices) {
      of(request).admitted ??= step.at;
      // Lines from before there were lines of who was sent where.
      if (step.replica === 1 && !routes.has(request)) routes.set(request, { replica: 1 });
    }
    for (const [request, newTokens, waiting] of step.budgets ?? [])
      of(request).budget = { newTokens, at: step.at, waiting };
    const toHost = new Set(step.swapped);
    for (const request of step.preempted) of(request)[toHost.has(request) ? 'swapped' : 'preempted']++;
    for (const [request, tokens] of step.found ?? []) of(request).cached += tokens;
    for (const [request, tokens] of step.evicted ?? []) of(request).evicted += tokens;
    for (const [request, choices] of step.dropped ?? []) of(request).dropped += choices;
    for (const drop of step.drops ?? []) of(drop.request).drops.push(drop);
    for (const [request, token, digest] of step.tokens)
      of(request).tokens.push({ token, digest: digestFrom(digest), at });
    for (const shadow of step.shadows ?? []) of(shadow.request).shadows.push(shadow);
  }
  const ended = new Map(requests.map((request) => [request.id, request]));
  for (const { id, ended: at } of requests) {
    under.delete(id);
    ms = Math.max(ms, at ?? 0);
  }
  const last = steps.at(-1);
  const known = { clock, isOver, steps, moments, ended, stepsBefore, looks, under, routes, lowered };
  return { ...known, step: last ? last.step + 1 : 0, ms };
}
