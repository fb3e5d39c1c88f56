import type { z } from 'zod';
import { readRequest } from '../openai/issues.ts';
import { Refusal } from './refusal.ts';

/** Levels of lists and objects in a body: requests have seven at most. */
const MOST_LEVELS = 32;

/**
 * Reads a body as JSON of a schema's shape. `contentType`: as the client names it; another one is refused, since a page of a foreign origin may
 * send text without asking first.
 * Throws Refusal naming the field.
 */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  contentType: string | undefined,
): z.output<Schema> {
  if (!/^application\/json\s*(?:;|$)/i.test(contentType ?? ''))
    throw new Refusal(415, 'content-type: expected application/json');
  const read = readRequest(schema, jsonOf(textOf(bytes)));
  if (read.kind === 'refused') throw new Refusal(400, read.fault.message, { param: read.fault.param });
  return read.request;
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(400, 'body: expected UTF-8, found bytes that are no character');
  }
}

function jsonOf(text: string): unknown {
  if (levelsOf(text) > MOST_LEVELS)
    throw new Refusal(400, `body: expected at most ${MOST_LEVELS} levels of lists and objects, found more`);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'body: expected JSON');
  }
}

/** How deep lists and objects stand in each other: counted before anything walks them. */
function levelsOf(text: string): number {
  let [level, most, inText] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '[' || character === '{') most = Math.max(most, ++level);
    else if (character === ']' || character === '}') level--;
  }
  return most;
}
