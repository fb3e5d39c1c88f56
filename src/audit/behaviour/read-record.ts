import type { Field } from '../../imports/field.ts';
import { isSample } from '../../imports/lm-eval.ts';
import { failureOf, responseOf } from '../../imports/openai.ts';
import { promptOf } from '../../imports/prompts.ts';
import { isSglang } from '../../imports/sglang.ts';
import type { TranscriptAnswer } from './answer.ts';
import { keyOf } from './key-of.ts';
import { joinSaid, readMessage, readOutput, type Said } from './read-messages.ts';

/** What a record is, for a reader who must know what was taken from it. */
export interface ReadRecord {
  readonly format: string;
  readonly answers: readonly TranscriptAnswer[];
}

interface Kind {
  readonly format: string;
  readonly is: (record: Field) => boolean;
  readonly read: (record: Field) => readonly TranscriptAnswer[];
}

/** The first that a record is of is the record's. */
const KINDS: readonly Kind[] = [
  { format: 'answers with choices', is: (record) => responseOf(record) !== null, read: choicesOf },
  { format: 'answers with output items', is: (record) => outputOf(record) !== null, read: outputItems },
  { format: 'SGLang generations', is: isSglang, read: sglang },
  { format: 'lm-eval samples', is: isSample, read: samples },
  { format: 'prompts with completions', is: (record) => completionOf(record) !== null, read: plain },
  { format: 'conversations', is: (record) => record.maybe('messages').isList(), read: conversation },
  { format: 'errors', is: failureOf, read: () => [] },
];

const EXPECTED_RECORD =
  'messages, a response with choices or output, or a prompt with its completion, one a line, or a run of this lab';

/** The answers of a record of strangers: none where it is a request that failed. Throws ImportError naming the field. */
export function readRecord(record: Field): ReadRecord {
  const kind = KINDS.find(({ is }) => is(record));
  if (!kind) throw record.wrong(EXPECTED_RECORD);
  return { format: kind.format, answers: kind.read(record) };
}

const NOTHING = { tokens: null, calls: [], refused: null, cut: null } as const;

function choicesOf(record: Field): TranscriptAnswer[] {
  const response = responseOf(record)!;
  const id = idOf(record, promptOf(record) ?? promptOf(response));
  return response
    .get('choices')
    .items()
    .map((choice, at) => {
      const message = choice.get('message');
      const said = message.isThere ? readMessage(message) : bare(choice.get('text').textOrNull() ?? '');
      const ids = choice.get('token_ids');
      const ended = choice.get('finish_reason');
      return {
        id: id === null || at === 0 ? id : `${id}/${at}`,
        ...{ text: said.text, calls: said.calls },
        tokens: ids.isThere ? ids.items().map((token) => token.whole()) : null,
        refused: said.refused || ended.value === 'content_filter' ? true : null,
        cut: cutOf(ended),
      };
    });
}

/** OpenAI's Responses API, by itself or in a line of the batch API. */
function outputOf(record: Field): Field | null {
  const inside = record.maybe('response');
  const places = [record, inside, inside.maybe('body')];
  return places.find((at) => at.maybe('output').isList()) ?? null;
}

function outputItems(record: Field): TranscriptAnswer[] {
  const response = outputOf(record)!;
  const said = readOutput(response.get('output').items());
  const reason = response.maybe('incomplete_details').maybe('reason').value;
  return [
    {
      ...{ id: idOf(record, promptOf(record)), tokens: null, text: said.text, calls: said.calls },
      refused: said.refused || reason === 'content_filter' ? true : null,
      cut:
        reason === 'max_output_tokens' ? true : response.maybe('status').value === 'completed' ? false : null,
    },
  ];
}

function conversation(record: Field): TranscriptAnswer[] {
  const messages = record.get('messages').items();
  const own = messages.filter((message) => message.get('role').value === 'assistant');
  if (own.length === 0) throw record.get('messages').wrong('a message of the role assistant');
  const said = joinSaid(own.map(readMessage));
  const asked = messages.find((message) => message.get('role').value === 'user');
  return [{ ...NOTHING, ...answered(said), id: idOf(record, asked ? textIn(asked) : null) }];
}

const COMPLETIONS = ['completion', 'response', 'output', 'answer', 'generation'] as const;
const PROMPTS = ['prompt', 'question', 'input', 'instruction'] as const;

function completionOf(record: Field): Field | null {
  return COMPLETIONS.map((name) => record.maybe(name)).find(({ value }) => typeof value === 'string') ?? null;
}

function plain(record: Field): TranscriptAnswer[] {
  const prompt = PROMPTS.map((name) => record.get(name).value).find((value) => typeof value === 'string');
  const tokens = record.get('tokens');
  const { calls } = readMessage(record);
  return [
    {
      ...{ ...NOTHING, id: idOf(record, prompt ?? promptOf(record)), calls },
      text: completionOf(record)!.text(),
      tokens: tokens.isList() ? tokens.items().map((token) => token.whole()) : null,
      cut: cutOf(record.get('finish_reason')),
    },
  ];
}

function sglang(record: Field): TranscriptAnswer[] {
  const meta = record.get('meta_info');
  const ids = record.get('output_ids');
  return [
    {
      ...{ ...NOTHING, id: idOf(record, promptOf(record)), text: record.get('text').text() },
      tokens: ids.isThere ? ids.items().map((token) => token.whole()) : null,
      cut: cutOf(meta.get('finish_reason').maybe('type')),
    },
  ];
}

/** A scored continuation is no answer, and is left out. */
function samples(record: Field): TranscriptAnswer[] {
  const id = String(record.get('doc_id').value);
  const texts = record
    .get('resps')
    .items()
    .flatMap((answer) => (answer.isList() ? answer.items() : [answer]))
    .filter(({ value }) => typeof value === 'string');
  return texts.map((text, at) => ({ ...NOTHING, id: at === 0 ? id : `${id}/${at}`, text: text.text() }));
}

function answered({ text, calls, refused }: Said) {
  return { text, calls, refused: refused ? true : null };
}

function bare(text: string): Said {
  return { text, calls: [], refused: false };
}

/** Whether it ended at its limit, by the reason that a server gives. */
function cutOf({ value }: Field): boolean | null {
  return typeof value === 'string' ? value === 'length' : null;
}

function textIn(message: Field): string | null {
  const content = message.get('content');
  return content.isList() ? JSON.stringify(content.value) : content.textOrNull();
}

const NAMES = ['custom_id', 'id', 'task_id', 'question_id'] as const;
/** What a server calls its answer is another one each time. */
const OF_ANSWER = /^(?:chatcmpl|cmpl|resp|gen|msg)[-_]/;

/** What a record is called, or else what was asked. */
function idOf(record: Field, prompt: string | null): string | null {
  for (const name of NAMES) {
    const { value } = record.get(name);
    if (typeof value === 'string' && value !== '' && !OF_ANSWER.test(value)) return value;
    if (typeof value === 'number') return String(value);
  }
  return prompt === null ? null : keyOf(prompt);
}
