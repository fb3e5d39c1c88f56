import type { Field } from '../../imports/field.ts';
import type { ToolCall } from './answer.ts';
import { canonicalJson } from './canonical-json.ts';

/** What a message of a model says and calls. */
export interface Said {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  /** Whether it holds a refusal in a place of its own. */
  readonly refused: boolean;
}

const SAYS: ReadonlySet<unknown> = new Set(['text', 'output_text', undefined]);

/** A message of OpenAI's chat form, or of one whose `content` is parts, some of which are calls (`tool_use`). Throws ImportError. */
export function readMessage(message: Field): Said {
  const content = message.get('content');
  const parts = content.isList() ? content.items() : [];
  const said = content.isList()
    ? parts.filter((part) => SAYS.has(part.maybe('type').value)).map((part) => part.get('text').text())
    : [content.textOrNull() ?? ''];
  const refusal = message.maybe('refusal').textOrNull();
  const listed = message.maybe('tool_calls');
  const single = message.maybe('function_call');
  return {
    text: [...said, ...(refusal === null ? [] : [refusal])].join(''),
    calls: [
      ...(listed.isThere ? listed.items().map(listedCall) : []),
      ...(single.isThere ? [callOf(single.get('name'), single.get('arguments'))] : []),
      ...parts.filter((part) => part.maybe('type').value === 'tool_use').map(usedTool),
    ],
    refused: refusal !== null,
  };
}

/** The items of OpenAI's Responses API: messages and calls. */
export function readOutput(items: readonly Field[]): Said {
  const messages = items.filter((item) => item.maybe('type').value === 'message').map(readMessage);
  const calls = items.filter((item) => item.maybe('type').value === 'function_call');
  const joined = joinSaid(messages);
  return {
    ...joined,
    calls: [...joined.calls, ...calls.map((item) => callOf(item.get('name'), item.get('arguments')))],
  };
}

/** A conversation's messages of the model, as one. */
export function joinSaid(messages: readonly Said[]): Said {
  return {
    text: messages
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n'),
    calls: messages.flatMap(({ calls }) => calls),
    refused: messages.some(({ refused }) => refused),
  };
}

function listedCall(call: Field): ToolCall {
  const made = call.maybe('function').isObject() ? call.get('function') : call;
  return callOf(made.get('name'), made.get('arguments'));
}

function usedTool(part: Field): ToolCall {
  return callOf(part.get('name'), part.get('input'));
}

/** Arguments are JSON in a text, or as they are. */
function callOf(name: Field, given: Field): ToolCall {
  try {
    return { name: name.text(), arguments: canonicalJson(given.value) };
  } catch (error) {
    throw error instanceof RangeError ? given.wrong('arguments that are nested less deep') : error;
  }
}
