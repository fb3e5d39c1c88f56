import type { ChoiceShape, LogprobsShape, TokenShape } from '../../openai/reading/answer-shape.ts';
import { tokenIdOf } from '../../openai/token-id-text.ts';
import { faultError } from './faults.ts';
import type { ServerPosition, ToldNumber } from './server-types.ts';

type Named = Pick<ServerPosition, 'text' | 'id'>;
type Told = { readonly text: string; readonly value: number };

/** The tokens of a choice, whole or one chunk of it, with what is told of each; empty where neither ids nor log probabilities are. Throws FaultError. */
export function positionsOf({ logprobs, token_ids: ids }: ChoiceShape): readonly ServerPosition[] {
  const positions = logprobs ? fromLogprobs(logprobs) : [];
  if (!ids || ids.length === 0) return positions;
  if (positions.length === 0) return ids.map((id) => ({ text: '', id, logprob: null, top: [] }));
  // Another number of ids belongs to other tokens: the last chunk of a stream may tell an end that has no log probability.
  if (ids.length !== positions.length) return positions;
  return positions.map((position, at) => ({ ...position, id: ids[at] }));
}

function fromLogprobs(logprobs: LogprobsShape): readonly ServerPosition[] {
  const listed = logprobs.content ?? logprobs.refusal;
  if (listed) return listed.map(fromToken);
  const { tokens, token_logprobs: own, top_logprobs: tops } = logprobs;
  if (!tokens) return [];
  checkLength('token_logprobs', own, tokens.length);
  checkLength('top_logprobs', tops, tokens.length);
  return tokens.map((name, at) => ({
    ...named(name, null),
    logprob: own?.[at] ?? null,
    top: bestFirst(
      Object.entries(tops?.[at] ?? {}).flatMap(([each, logprob]) =>
        logprob ? [{ ...named(each, null), logprob }] : [],
      ),
    ),
  }));
}

function fromToken(token: TokenShape): ServerPosition {
  const top = (token.top_logprobs ?? []).flatMap((each) =>
    each.logprob ? [{ ...namedWith(each), logprob: each.logprob }] : [],
  );
  return { ...namedWith(token), logprob: token.logprob, top: bestFirst(top) };
}

function namedWith(token: Pick<TokenShape, 'token' | 'id' | 'token_id' | 'bytes'>): Named {
  const { text, id } = named(token.token, token.bytes);
  return { text, id: id ?? token.id ?? token.token_id };
}

/** vLLM writes `token_id:123` for a token's text where it was asked to; the bytes beside it still tell the text. */
function named(name: string, bytes: readonly number[] | null): Named {
  const id = tokenIdOf(name);
  if (id === null) return { text: name, id };
  const text = bytes?.every((byte) => byte < 256) ? textOf(bytes) : '';
  return { text: text === name ? '' : text, id };
}

function textOf(bytes: readonly number[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** Names that are numbers lose their order in a JavaScript object. */
function bestFirst<Each extends { readonly logprob: ToldNumber }>(top: readonly Each[]): Each[] {
  return top.toSorted((a, b) => b.logprob.value - a.logprob.value);
}

function checkLength(field: string, list: readonly (Told | unknown)[] | null, length: number): void {
  if (list && list.length > 0 && list.length !== length)
    throw faultError(
      'wrong-shape',
      `choices[0].logprobs.${field}: expected a list of ${length}, one for each of \`tokens\`, found ${list.length}`,
      false,
    );
}
