import { MissingFileError, ModelError } from '../model-error.ts';
import type { ModelFiles } from '../model-files.ts';
import { readModelJson } from '../model-json.ts';

const JINJA = 'chat_template.jinja';
const JSON_FILE = 'chat_template.json';
const MOST_BYTES = 1 << 20;

/**
 * A `tokenizer_config.json` with the chat template that lies beside it, where it says nothing of one itself, not even null: newer
 * files have it in `chat_template.jinja`, those of some processors in `chat_template.json`. Throws ModelError for a file that is no text.
 */
export async function withChatTemplate(files: ModelFiles, name: string, settings: unknown): Promise<unknown> {
  if (typeof settings !== 'object' || settings === null || 'chat_template' in settings) return settings;
  const text = await orNone(() => readText(files, name));
  if (text !== null) return { ...settings, chat_template: text };
  const json = await orNone(() => readModelJson(files, name, JSON_FILE));
  if (typeof json !== 'object' || json === null || !('chat_template' in json)) return settings;
  return { ...settings, chat_template: json.chat_template };
}

async function readText(files: ModelFiles, name: string): Promise<string> {
  const bytes = await files.read(JINJA, undefined, MOST_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ModelError(`${name}/${JINJA}`, 'expected UTF-8, found bytes that are none', { cause });
  }
}

async function orNone<Value>(read: () => Promise<Value>): Promise<Value | null> {
  return await read().catch((error: unknown) => {
    if (error instanceof MissingFileError) return null;
    throw error;
  });
}
