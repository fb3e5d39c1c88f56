import { Environment, parse, tokenize } from '@huggingface/jinja';
import { type ChatMessage, type ChatSettings, DEFAULT_DATE } from '../../experiment/chat-schema.ts';
import { ModelError, shown } from '../model-error.ts';
import { BoundedInterpreter, BoundsError, MOST_HELD } from './bounded.ts';
import { type ChatSource, defaultTemplate } from './chat-template.ts';
import type { Program } from './loops.ts';
import { strftime } from './strftime.ts';
import { markedMessages, spelledIn } from './typed.ts';

/** A conversation as the template writes it. */
export interface RenderedChat {
  readonly text: string;
  /** The same text with other characters in the place of some that were typed into messages: a spelling with one in it is no special token. */
  readonly marked: string;
  /** The day that the template was told is today; null where it did not ask. */
  readonly date: string | null;
}

/** Thrown by `raise_exception`. */
class RaisedError extends Error {}

/**
 * Renders messages by the model's own template, as the reference library does (trim_blocks, lstrip_blocks; `bos_token` and such by their
 * texts). What it gives is tokenized without a begin token of the tokenizer's, since the template writes its own.
 * Throws ModelError where there is no template, it cannot be read, raises, does not come to an end, or hangs on a special token
 * that was typed into a message.
 */
export function renderChat(
  source: ChatSource,
  messages: readonly ChatMessage[],
  settings: ChatSettings = {},
): RenderedChat {
  const template = defaultTemplate(source);
  const program = compiled(template, source);
  const of = (said: readonly ChatMessage[]) => rendered(program, source, said, settings);
  const plain = of(messages);
  const spellings = [...source.specials.values()];
  if (settings.specialTokens || spellings.length === 0) return { ...plain, marked: plain.text };
  const texts = [template, ...Object.values(source.variables).flat(), ...spellings];
  const { marks, ways } = markedMessages(messages, spellings, texts);
  for (const way of ways) {
    const marked = unlessRefused(() => of(way).text);
    if (marked !== null && marks.restored(marked) === plain.text) return { ...plain, marked };
  }
  const spelled = spelledIn(messages, spellings);
  if (spelled === null) return { ...plain, marked: plain.text };
  throw new ModelError(
    source.where,
    `the chat template reads ${shown(spelled)} in a message, so that it cannot be kept as text: take it out, or set chat.specialTokens to true to make it that token`,
  );
}

/** A template may refuse messages as they are marked though it takes them as they are. */
function unlessRefused(render: () => string): string | null {
  try {
    return render();
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

function compiled(template: string, { where }: ChatSource): Program {
  try {
    return parse(tokenize(template, { lstrip_blocks: true, trim_blocks: true }));
  } catch (cause) {
    throw new ModelError(where, `the chat template cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function rendered(
  program: Program,
  { where, variables }: ChatSource,
  messages: readonly ChatMessage[],
  settings: ChatSettings,
): Pick<RenderedChat, 'text' | 'date'> {
  const day = settings.date ?? DEFAULT_DATE;
  let asked = false;
  const environment = environmentOf({
    ...variables,
    messages,
    add_generation_prompt: settings.addGenerationPrompt ?? true,
    ...(settings.enableThinking !== undefined && { enable_thinking: settings.enableThinking }),
    strftime_now: (format: unknown) => {
      asked = true;
      return strftime(new Date(`${day}T00:00:00Z`), String(format));
    },
  });
  try {
    const text = String(new BoundedInterpreter(environment, program).run(program).value);
    return { text, date: asked ? day : null };
  } catch (cause) {
    throw new ModelError(where, problemOf(cause), { cause });
  }
}

/** The library's own globals, of which those that take time or read the clock are other ones here. */
function environmentOf(variables: Readonly<Record<string, unknown>>): Environment {
  const environment = new Environment();
  const all: Readonly<Record<string, unknown>> = {
    ...variables,
    ...{ true: true, True: true, false: false, False: false, none: null, None: null },
    range: boundedRange,
    raise_exception: (message: unknown) => {
      throw new RaisedError(String(message));
    },
  };
  for (const [name, value] of Object.entries(all)) environment.set(name, value);
  return environment;
}

function boundedRange(first: number, second?: number, step = 1): number[] {
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!(count <= MOST_HELD)) throw new BoundsError(`it asks for a range of ${count}`);
  return Array.from({ length: count }, (_, at) => from + at * step);
}

function problemOf(cause: unknown): string {
  if (cause instanceof RaisedError)
    return `the chat template refuses these messages: ${shown(cause.message)}`;
  if (cause instanceof BoundsError)
    return `the chat template was stopped: ${cause.message}; write a prompt in the place of messages`;
  return `the chat template failed: ${reasonOf(cause)}; write a prompt in the place of messages`;
}

function reasonOf(cause: unknown): string {
  // The stack's end, which a template reaches that calls itself.
  if (cause instanceof RangeError) return 'it nests too deep, or makes a text too long';
  return shown(cause instanceof Error ? cause.message : String(cause));
}
