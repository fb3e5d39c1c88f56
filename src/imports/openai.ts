import { type TranscriptPosition, textPosition } from '../results/transcripts.ts';
import { namedToken, ordered } from './alternatives.ts';
import type { Field } from './field.ts';
import type { Gathered } from './gathered.ts';
import { addPromptLogprobs } from './prompt-logprobs.ts';
import { promptOf } from './prompts.ts';

/**
 * Answers in the form of OpenAI's completions and chat completions, which vLLM, SGLang, llama.cpp and others give too: by themselves, as the
 * `body` of the batch API's lines, or beside the request that they answer.
 */
export function isOpenAi(record: Field): boolean {
  return responseOf(record) !== null || failureOf(record);
}

export function readOpenAi(record: Field, index: number, into: Gathered): string {
  const response = responseOf(record);
  if (!response) {
    into.count('% records hold an error in the place of an answer.');
    return 'answers of a server';
  }
  if (response.get('object').value === 'chat.completion.chunk')
    throw response.get('object').wrong('a whole answer, which a stream of chunks gives no more');
  const named = record.get('custom_id').textOrNull();
  const prompt = promptOf(record) ?? promptOf(response);
  const choices = response.get('choices').items();
  const isChat = choices.some((choice) => choice.get('message').isThere);
  for (const [at, choice] of choices.entries()) {
    const place = choice.get('index').isThere ? choice.get('index').whole() : at;
    const told = { named, choice: place, prompt, text: textOf(choice) };
    const positions = withIds(isChat ? chatPositions(choice, into) : plainPositions(choice, into), choice);
    if (positions) into.add(index, { ...told, unit: 'token', positions });
    else into.addText(index, told);
    addPromptLogprobs(choice, { record: index, named, choice: place, prompt }, into);
  }
  addPromptLogprobs(response, { record: index, named, choice: 0, prompt }, into);
  return isChat ? 'chat completions' : 'completions';
}

/** What holds the `choices`; null: nothing does. */
export function responseOf(record: Field): Field | null {
  const inside = record.maybe('response');
  return (
    [record, inside, inside.maybe('body'), record.maybe('body')].find((at) => at.maybe('choices').isList()) ??
    null
  );
}

/** A line of the batch API whose request failed. */
export function failureOf(record: Field): boolean {
  return (
    record.maybe('custom_id').isThere && (record.maybe('error').isThere || record.maybe('response').isThere)
  );
}

function textOf(choice: Field): string {
  const message = choice.get('message');
  if (!message.isThere) return choice.get('text').textOrNull() ?? '';
  return message.get('content').textOrNull() ?? message.get('refusal').textOrNull() ?? '';
}

/** `logprobs.content`: a token, its logprob and its alternatives each. Null where none is told. */
function chatPositions(choice: Field, into: Gathered): TranscriptPosition[] | null {
  const logprobs = choice.get('logprobs');
  const content = logprobs.maybe('content').isThere ? logprobs.get('content') : logprobs.maybe('refusal');
  if (!content.isThere) return null;
  return content.items().map((token) => {
    const own = chatToken(token);
    const top = token.get('top_logprobs');
    return { ...textPosition(''), ...own, top: ordered(top.isThere ? top.items().map(chatToken) : [], into) };
  });
}

function chatToken(token: Field) {
  const name = namedToken(token.get('token').text());
  // SGLang and others add the id beside the token.
  const beside = token.get('token_id');
  const id = name.id ?? (beside.isThere ? beside.whole() : null);
  return { text: name.text, id, logprob: token.get('logprob').logprob() };
}

/** `logprobs.tokens` with `token_logprobs` and `top_logprobs` of the same length. Null where none is told. */
function plainPositions(choice: Field, into: Gathered): TranscriptPosition[] | null {
  const logprobs = choice.get('logprobs');
  if (!logprobs.isThere) return null;
  const tokens = logprobs.get('tokens').items();
  const own = sameLength(logprobs.get('token_logprobs'), tokens.length);
  const lists = logprobs.get('top_logprobs');
  const tops = lists.isThere ? sameLength(lists, tokens.length) : [];
  return tokens.map((token, at) => ({
    ...namedToken(token.text()),
    // Of a prompt that is echoed the first token follows nothing.
    logprob: own[at].isThere ? own[at].logprob() : null,
    top: tops[at]?.isThere ? ordered(tops[at].entries().map(plainToken), into) : [],
    logits: null,
  }));
}

function plainToken([name, logprob]: [string, Field]) {
  return { ...namedToken(name), logprob: logprob.logprob() };
}

function sameLength(list: Field, length: number): Field[] {
  const items = list.items();
  if (items.length !== length) throw list.wrong(`a list of ${length}, one for each of \`tokens\``);
  return items;
}

/** The tokens' ids where vLLM was asked for them (`return_token_ids`), one for each; a text alone then has tokens too. */
function withIds(positions: TranscriptPosition[] | null, choice: Field): TranscriptPosition[] | null {
  const ids = choice.get('token_ids');
  if (!ids.isThere) return positions;
  const numbers = ids.items().map((id) => id.whole());
  if (!positions) return numbers.map((id) => ({ ...textPosition(''), text: null, id }));
  if (numbers.length !== positions.length) return positions;
  return positions.map((position, at) => ({ ...position, id: numbers[at] }));
}
