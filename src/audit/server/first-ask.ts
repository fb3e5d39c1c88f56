import type { ServerAsk, ServerOutcome, ServerSampling } from '../../engines/server/server-types.ts';

type Change = readonly [words: string, change: (sampling: ServerSampling) => ServerSampling];

const WITHOUT_OWN: Change = [
  'top_k, min_p, repetition_penalty and ignore_eos, which are not OpenAI’s',
  (sampling) => ({ ...sampling, top_k: null, min_p: null, repetition_penalty: null, ignore_eos: null }),
];
const WITHOUT_LOGPROBS: Change = ['log probabilities', (sampling) => ({ ...sampling, logprobs: null })];
const ONE_LOGPROB: Change = [
  'more than one alternative’s log probability',
  (sampling) => ({ ...sampling, logprobs: sampling.logprobs === null ? null : 1 }),
];

/** What is left out where a server refuses all of it, in turn. */
const WAYS: readonly (readonly Change[])[] = [
  [],
  [WITHOUT_OWN],
  [ONE_LOGPROB],
  [WITHOUT_LOGPROBS],
  [WITHOUT_OWN, WITHOUT_LOGPROBS],
];

/** A server's first request: what of the sampling parameters it takes. Yields every try; the last is the one that counts. */
export async function* firstAsks(
  ask: ServerAsk,
  send: (ask: ServerAsk) => Promise<ServerOutcome>,
): AsyncGenerator<{ ask: ServerAsk; outcome: ServerOutcome; without: readonly string[] }> {
  for (const [i, changes] of WAYS.entries()) {
    const sampling = changes.reduce((changed, [, change]) => change(changed), ask.sampling);
    const tried = { ...ask, id: `first-${i}`, sampling };
    const outcome = await send(tried);
    yield { ask: tried, outcome, without: changes.map(([words]) => words) };
    if (outcome.kind === 'answered' || outcome.fault.kind !== 'refused') return;
  }
}
