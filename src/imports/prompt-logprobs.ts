import type { TranscriptPosition } from '../results/transcripts.ts';
import { ordered } from './alternatives.ts';
import type { Field } from './field.ts';
import type { Gathered } from './gathered.ts';

interface Asked {
  readonly record: number;
  readonly named: string | null;
  readonly choice: number;
  readonly prompt: string | null;
}

/**
 * vLLM's `prompt_logprobs`: for each token of the prompt null or an object of token id to `{ logprob, decoded_token }`, the prompt's own token
 * among the likeliest. They become a sequence of their own. Which one is the prompt's own is told by `prompt_token_ids` alone, since
 * JSON keeps no order of keys that are numbers; without these each is a `row`.
 */
export function addPromptLogprobs(
  holder: Field,
  { record, named, choice, prompt }: Asked,
  into: Gathered,
): void {
  const told = holder.maybe('prompt_logprobs');
  if (!told.isThere) return;
  const items = told.items();
  const ids = holder.maybe('prompt_token_ids');
  const own = ids.isThere ? ids.items().map((id) => id.whole()) : [];
  const isTold = own.length === items.length;
  const positions = items.flatMap((item, at) =>
    item.isThere ? [positionOf(item, isTold ? own[at] : null, into)] : [],
  );
  if (positions.length === 0) return;
  const question = named === null ? null : `${named} (prompt)`;
  const text = positions.map((position) => position.text ?? '').join('');
  into.add(record, { named: question, choice, prompt, unit: isTold ? 'token' : 'row', positions, text });
}

function positionOf(item: Field, own: number | null, into: Gathered): TranscriptPosition {
  const all = item.entries().map(([name, entry]) => {
    if (!/^\d{1,9}$/.test(name)) throw entry.wrong('an entry by a token id');
    return {
      text: entry.get('decoded_token').textOrNull(),
      id: Number(name),
      logprob: entry.get('logprob').logprob(),
    };
  });
  if (all.length === 0) throw item.wrong('an object with at least one token');
  const top = ordered(all, into);
  const chosen = own === null ? top[0] : all.find(({ id }) => id === own);
  if (!chosen) throw item.wrong(`an object that holds the prompt's own token ${own}`);
  return { ...chosen, top, logits: null };
}
