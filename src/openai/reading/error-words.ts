import { visible } from '../../experiment/visible.ts';
import { plainJson } from './fields.ts';

const MOST_CHARACTERS = 300;

/** What a server says of an error. */
export interface ToldError {
  readonly message: string;
  /** Status that it names, where it is one. */
  readonly status: number | null;
  readonly code: string | null;
}

/**
 * Reads an object as an error: `{ error: { message, code, type } }` (OpenAI, vLLM, SGLang, llama.cpp), `{ error: "…" }` (Ollama),
 * `{ object: "error", message }` (earlier vLLM and SGLang), `{ detail }` (FastAPI). Null: it is none.
 */
export function errorIn(answer: unknown): ToldError | null {
  const value = plainJson(answer);
  if (!isRecord(value)) return null;
  const { error } = value;
  if (typeof error === 'string') return { message: shortWords(error), status: null, code: null };
  if (isRecord(error)) return fromFields(error);
  if (value.object === 'error') return fromFields(value);
  if (value.detail !== undefined && value.choices === undefined)
    return { message: shortWords(value.detail), status: null, code: null };
  return null;
}

function fromFields(error: Readonly<Record<string, unknown>>): ToldError {
  const { message, code, type } = error;
  const number = typeof code === 'number' || /^\d{3}$/.test(String(code)) ? Number(code) : null;
  return {
    message: shortWords(message ?? type ?? error),
    status: number !== null && number >= 400 && number < 600 ? number : null,
    code: typeof code === 'string' ? code : typeof type === 'string' ? type : null,
  };
}

/** A stranger's words, nothing hidden, cut where long. */
export function shortWords(words: unknown): string {
  const text = typeof words === 'string' ? words : JSON.stringify(words);
  const shown = [
    ...visible(
      text
        .slice(0, 2 * MOST_CHARACTERS)
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  ];
  return shown.length > MOST_CHARACTERS ? `${shown.slice(0, MOST_CHARACTERS - 1).join('')}…` : shown.join('');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
