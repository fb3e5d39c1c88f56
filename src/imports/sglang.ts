import type { Alternative, TranscriptPosition } from '../results/transcripts.ts';
import { ordered } from './alternatives.ts';
import type { Field } from './field.ts';
import type { Gathered } from './gathered.ts';
import { promptOf } from './prompts.ts';

/** Answers of SGLang's own `/generate`: `text` and `meta_info`, in which tokens are lists of logprob, id and text or null. */
export function isSglang(record: Field): boolean {
  return record.maybe('meta_info').isObject() && record.maybe('text').isThere;
}

export function readSglang(record: Field, index: number, into: Gathered): string {
  const meta = record.get('meta_info');
  const told = { named: null, choice: 0, prompt: promptOf(record), text: record.get('text').text() };
  const tokens = meta.get('output_token_logprobs');
  if (!tokens.isThere) into.addText(index, told);
  else {
    const lists = meta.get('output_top_logprobs');
    const tops = lists.isThere ? lists.items() : [];
    const positions = tokens.items().map((token, at): TranscriptPosition => {
      const top = tops[at]?.isThere ? tops[at].items().map(triple) : [];
      return { ...triple(token), top: ordered(top, into), logits: null };
    });
    into.add(index, { ...told, unit: 'token', positions });
  }
  return 'SGLang generations';
}

function triple(token: Field): Alternative {
  const [logprob, id, text] = token.items();
  if (!id) throw token.wrong('a list of log probability, token id and text');
  return { text: text?.textOrNull() ?? null, id: id.whole(), logprob: logprob.logprob() };
}
