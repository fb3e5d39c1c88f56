import { type LaneSpan, type LaneState, stepAt } from '../../../charts/load-scene.ts';
import type { LoadSlice, LoadStep, Shadow } from '../../../results/load/load-record.ts';
import type { Drop } from '../../../steps/expert-capacity.ts';
import type { ArmView, Switched } from './arm-view.ts';

/** A share of a wait and what the request did in it. */
export interface Cause {
  readonly state: LaneState;
  readonly milliseconds: number;
  /** Steps that ran in it: first and last, by place in the run; null where none did. */
  readonly steps: readonly [first: number, last: number] | null;
  /** Rows that other requests' prompts had in them, and whose, the largest first. */
  readonly others: readonly { readonly request: string; readonly rows: number }[];
}

/** Why a request was given a token when it was, and why from those logits. */
export interface Why {
  readonly position: number;
  readonly from: number;
  readonly to: number;
  /** By time, the longest first. */
  readonly causes: readonly Cause[];
  /** The step that chose the token, by its place in the run; -1 where no step is known. */
  readonly at: number;
  /** Everyone who had rows in it, the request itself included. */
  readonly company: readonly LoadSlice[];
  /** Milliseconds of a usual step that only decodes; null where there was none. */
  readonly usual: number | null;
  /** What gave way in the wait. */
  readonly moves: { readonly out: number; readonly in: number; readonly copied: number };
  readonly preempted: readonly string[];
  /** What was switched in it. */
  readonly switched: readonly Switched[];
  /** Tokens of its prompt that were found in the cache, and of its prompt. */
  readonly cached: number;
  readonly promptTokens: number;
  /** Choices of its rows in that step that experts had no room for; known of probes. */
  readonly drops: readonly Drop[];
  /** Its logits beside the request alone; null where it was not looked. */
  readonly shadow: Shadow | null;
}

/** Explains a token of a request by what the run did between the token before it, or its arrival, and it. */
export function whyToken(view: ArmView, request: number, position: number): Why {
  const { arrived, tokens, shadows, drops, id, cached, promptTokens } = view.requests[request];
  const to = tokens[position].at;
  const from = position === 0 ? arrived : tokens[position - 1].at;
  const { steps } = view.scene;
  // A token is there when its step ends, where the next one begins.
  const at = stepAt(steps, to - 1e-6);
  const first = Math.max(0, stepAt(steps, from));
  const within = steps.slice(first, at + 1).filter((step) => step.at + step.milliseconds > from + 1e-6);
  return {
    ...{ position, from, to, at, cached, promptTokens },
    causes: causesOf(view, request, from, to),
    company: steps[at]?.slices ?? [],
    usual: usualStep(steps),
    moves: movesOf(within),
    preempted: [...new Set(within.flatMap(({ preempted }) => preempted))].filter((other) => other !== id),
    switched: view.switches.filter((each) => each.at >= from && each.at <= to),
    drops: drops.filter(({ step }) => step === at),
    shadow: shadows.get(position) ?? null,
  };
}

function causesOf(view: ArmView, request: number, from: number, to: number): Cause[] {
  const { spans } = view.scene.lanes[request];
  return spans
    .filter((span) => span.to > from && span.from < to)
    .map((span) => causeOf(view, request, span, Math.max(from, span.from), Math.min(to, span.to)))
    .filter(({ milliseconds }) => milliseconds > 1e-6)
    .toSorted((a, b) => b.milliseconds - a.milliseconds);
}

function causeOf(view: ArmView, request: number, { state }: LaneSpan, from: number, to: number): Cause {
  const { steps } = view.scene;
  const own = view.requests[request].id;
  const first = Math.max(0, stepAt(steps, from + 1e-6));
  const last = stepAt(steps, to - 1e-6);
  const rows = new Map<string, number>();
  for (let at = first; at <= last; at++)
    for (const slice of steps[at].slices)
      if (slice.kind === 'prefill' && slice.request !== own)
        rows.set(slice.request, (rows.get(slice.request) ?? 0) + slice.rows);
  return {
    state,
    milliseconds: to - from,
    steps: last < first ? null : [first, last],
    others: [...rows]
      .map(([name, count]) => ({ request: name, rows: count }))
      .toSorted((a, b) => b.rows - a.rows),
  };
}

function movesOf(steps: readonly LoadStep[]): Why['moves'] {
  const count = (wanted: string) =>
    steps.reduce((sum, { moves }) => sum + moves.filter(({ kind }) => kind === wanted).length, 0);
  return { out: count('swap-out'), in: count('swap-in'), copied: count('copy') };
}

/** Median time of the steps in which nobody's prompt was computed. */
function usualStep(steps: readonly LoadStep[]): number | null {
  const times = steps.flatMap(({ prefillRows, decodeRows, milliseconds }) =>
    prefillRows === 0 && decodeRows > 0 ? [milliseconds] : [],
  );
  return times.length === 0 ? null : times.toSorted((a, b) => a - b)[times.length >> 1];
}
