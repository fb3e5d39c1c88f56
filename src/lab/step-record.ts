import type { SliceRecord, StepRecord } from '../results/record.ts';
import type { VerifiedDraft } from '../results/speculation.ts';
import type { VerifiedWindow } from '../results/verification.ts';
import type { QueueState } from '../steps/queue.ts';
import { hasArrived, type Now } from '../steps/serving.ts';
import { rowCount, type StepPlan } from '../steps/step-plan.ts';

/** Token chosen in a step, for those who watch. */
export interface NewToken {
  readonly request: string;
  readonly index: number;
  readonly token: number;
}

/** What a step gave beside its logits. */
export interface StepYield extends Required<Pick<StepRecord, 'plans' | 'milliseconds' | 'drafting'>> {
  readonly tokens: readonly NewToken[];
  /** When the step was planned. */
  readonly now: Now;
  /** Whether a step that was computed ahead was thrown away for it. */
  readonly repeated: boolean;
  /** By request, what of its drafts stands. */
  readonly verified: ReadonlyMap<string, VerifiedDraft>;
  /** Of a step that verified, what. */
  readonly window: VerifiedWindow | null;
  /** Choices that experts had no room for. */
  readonly dropped?: number;
}

/** The step log's entry. `state`: the queue that the step was planned from. */
export function stepRecord(
  state: QueueState,
  plan: StepPlan,
  { tokens: given, now, plans, milliseconds, repeated, drafting, verified, dropped, window }: StepYield,
): StepRecord {
  const promptLengths = new Map(
    [...state.running, ...state.waiting].map(({ id, promptLength }) => [id, promptLength]),
  );
  const slices = plan.slices.map(({ request, start, position = start, tokens, drafted = 0 }): SliceRecord => {
    const token = given.find((each) => each.request === request)?.index ?? null;
    const decode =
      (tokens.length - drafted === 1 || window !== null) && position >= promptLengths.get(request)!;
    const kind = decode ? 'decode' : 'prefill';
    return { request, rows: tokens.length, kind, token, ...verified.get(request) };
  });
  const waiting = stillWaiting(state, plan, now);
  const { preempted } = plan;
  return {
    ...{ rows: rowCount(plan), slices, waiting, plans, preempted, milliseconds },
    ...(repeated && { repeated }),
    ...(plan.budgets && {
      budgets: plan.budgets.map((each) => [each.request, each.newTokens, each.waiting] as const),
    }),
    ...(drafting.steps > 0 && { drafting }),
    ...(window && { verified: window }),
    ...(dropped && { dropped }),
  };
}

/** Requests that are in the queue by then and have no part in it; who has just lost its blocks counts as preempted. */
function stillWaiting(
  { running, waiting }: QueueState,
  { slices, preempted, refused = [] }: StepPlan,
  now: Now,
): string[] {
  const busy = new Set([...[...slices, ...refused].map(({ request }) => request), ...preempted]);
  return [...running, ...waiting]
    .filter(({ id, arrival }) => hasArrived(arrival, now) && !busy.has(id))
    .map(({ id }) => id);
}
