import type { Chosen, StepOutcome } from './commit.ts';
import type { Sample } from './step-output.ts';
import { isSampled, type StepPlan, type StepSlice } from './step-plan.ts';

/**
 * Of a slice's samples those that count, in order: one for each drafted token that is accepted and one more, whose token no draft
 * proposed. A rule may put another token in the place of a sample's own.
 */
export type Accept = (slice: StepSlice, samples: readonly Sample[]) => readonly Sample[];

/** Tokens that end a request, by its name. */
export type StopTokens = (request: string) => readonly number[];

/** The tokens that a slice proposes: the i-th stands where the token of its i-th sample goes. */
export function draftedTokens({ tokens, drafted = 0, padded = 0 }: StepSlice): readonly number[] {
  const end = tokens.length - padded;
  return tokens.slice(end - drafted, end);
}

/** A drafted token stands while it is what the sample before it chose: what follows was computed after the right tokens then. */
export const coupled: Accept = (slice, samples) => {
  const drafted = draftedTokens(slice);
  const other = samples.findIndex(({ token, finite }, i) => !finite || token !== drafted[i]);
  return samples.slice(0, other + 1);
};

/** The samples of a step that count or are to be verified, by request and in order: all of a slice that samples but its last row. */
export function acceptedSamples(
  plan: StepPlan,
  samples: readonly Sample[],
  accept: Accept,
  stopTokens: StopTokens,
): Sample[] {
  const drafting = new Map(
    plan.slices.flatMap((slice) => (slice.sample === 'all' ? [[slice.request, slice] as const] : [])),
  );
  if (drafting.size === 0) return [...samples];
  return plan.slices.filter(isSampled).flatMap(({ request }) => {
    const own = samples.filter((sample) => sample.request === request);
    const slice = drafting.get(request);
    return slice ? upToEnd(accept(slice, behindKnown(slice, own)), stopTokens(request)) : own;
  });
}

/** From that of its newest token on that was not drafted, up to that of the last that is one. */
function behindKnown({ tokens, drafted = 0, padded = 0 }: StepSlice, own: readonly Sample[]) {
  const end = tokens.length - padded;
  return own.slice(end - drafted - 1, end);
}

/** What follows a token that ends the request was computed for nothing. */
function upToEnd(samples: readonly Sample[], stopTokens: readonly number[]): readonly Sample[] {
  const end = samples.findIndex(({ token, finite }) => !finite || stopTokens.includes(token));
  return end < 0 ? samples : samples.slice(0, end + 1);
}

/** What `commit` takes, of samples that count. */
export function outcomeOf({ slices }: StepPlan, samples: readonly Sample[]): StepOutcome {
  const drafting = new Set(slices.flatMap(({ request, sample }) => (sample === 'all' ? [request] : [])));
  const outcome = new Map<string, Chosen | Chosen[]>();
  for (const { request, token, finite } of samples) {
    const chosen = finite ? token : null;
    const before = outcome.get(request);
    if (!drafting.has(request)) outcome.set(request, chosen);
    else if (Array.isArray(before)) before.push(chosen);
    else outcome.set(request, [chosen]);
  }
  return outcome;
}

/** The samples that count of those that `acceptedSamples` left: what is still to be verified is told nobody. */
export function toldSamples({ slices }: StepPlan, accepted: readonly Sample[]): readonly Sample[] {
  const untold = new Set(slices.flatMap(({ request, provisional }) => (provisional ? [request] : [])));
  return untold.size === 0 ? accepted : accepted.filter(({ request }) => !untold.has(request));
}
