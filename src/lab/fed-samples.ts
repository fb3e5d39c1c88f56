import type { Sample } from '../steps/step-output.ts';
import { isSampled, type StepPlan } from '../steps/step-plan.ts';
import type { RequestStream } from './request-stream.ts';
import type { GeneratedPlace } from './run-logits.ts';

/** By request, the tokens that are fed in the place of those its logits choose; past their end it chooses. */
export type ForcedTokens = ReadonlyMap<string, readonly number[]>;

type Streams = ReadonlyMap<string, RequestStream>;

/** A row that a step samples: of which request, and where in its cache. */
export interface SampledRow {
  readonly request: string;
  readonly index: number;
}

/**
 * A step's samples with the tokens that are fed: of a request with drafts they stand for one position after the other. What is to be verified is
 * left as it was chosen.
 */
export function fedSamples(
  samples: readonly Sample[],
  plan: StepPlan,
  streams: Streams,
  forced: ForcedTokens,
): Sample[] {
  const left = new Set(plan.slices.flatMap(({ request, provisional }) => (provisional ? [request] : [])));
  const next = new Map<string, number>();
  return samples.map((sample) => {
    const { request } = sample;
    if (left.has(request)) return sample;
    const { tokens, resolved } = streams.get(request)!;
    const first = plan.kernels ? sample.index + 1 - resolved.promptTokens.length : tokens.length;
    const index = next.get(request) ?? first;
    next.set(request, index + 1);
    return { ...sample, token: forced.get(request)?.[index] ?? sample.token };
  });
}

/** The row of a step that would choose a token, if what is drafted before it stands; null where there is none. */
export function rowThatChooses(
  { slices }: StepPlan,
  { request, position }: GeneratedPlace,
  streams: Streams,
): SampledRow | null {
  const slice = slices.find((each) => each.request === request && isSampled(each));
  const first = streams.get(request)!.tokens.length;
  if (!slice || slice.provisional || position < first || position > first + (slice.drafted ?? 0)) return null;
  const { start, tokens, drafted = 0, padded = 0 } = slice;
  return { request, index: start + tokens.length - 1 - drafted - padded + position - first };
}
