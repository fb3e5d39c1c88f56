import { show } from '../errors.ts';
import { JsonError, parseJson } from '../read-json.ts';
import type { Experiment, Role } from '../schema.ts';
import { type Edited, type Problem, refused } from './edited.ts';
import { textRequests } from './new-request.ts';
import { addRequests } from './requests.ts';

/** Where one prompt of a pasted text ends: at each line end, at each blank line, or each line is JSON that holds one. */
export const PASTE_UNITS = ['line', 'block', 'jsonl'] as const;
export type PasteUnit = (typeof PASTE_UNITS)[number];

/** The fields of a line's object that may hold its prompt, the first that is there. */
const PROMPT_FIELDS = ['prompt', 'text'] as const;

/** What a pasted text holds. */
export interface Pasted {
  readonly prompts: readonly string[];
  /** Lines that hold no prompt, and why. */
  readonly problems: readonly Problem[];
}

/** The prompts of a pasted text, without blank ones; spaces inside and at the start of a prompt are kept. */
export function readPasted(text: string, unit: PasteUnit): Pasted {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  if (unit === 'jsonl') return readLines(lines.split('\n'));
  const parts = unit === 'line' ? lines.split('\n') : lines.split(/\n[^\S\n]*\n/);
  const prompts = parts.map((part) => part.replaceAll(/^\n+|\s+$/g, ''));
  return { prompts: prompts.filter((part) => part.trim() !== ''), problems: [] };
}

/** Whether every line with something on it is a JSON text or object: few prompts are. */
export function looksLikeJsonl(text: string): boolean {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every((line) => /^\s*(?:\{.*\}|".*")\s*$/.test(line));
}

/** Adds a request for every prompt of a pasted text; one line that is wrong, and none is added. */
export function pasteMany(experiment: Experiment, text: string, unit: PasteUnit, role: Role): Edited {
  const { prompts, problems } = readPasted(text, unit);
  if (problems.length > 0) return { ok: false, problems };
  if (prompts.length === 0) return refused('pasted text', 'expected at least one prompt, found none');
  return addRequests(experiment, textRequests(experiment, prompts, role));
}

function readLines(lines: readonly string[]): Pasted {
  const prompts: string[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const found = promptOf(line);
    if ('prompt' in found) prompts.push(found.prompt);
    else problems.push({ field: `line ${index + 1}`, reason: found.reason });
  }
  return { prompts, problems };
}

function promptOf(line: string): { readonly prompt: string } | { readonly reason: string } {
  let value: unknown;
  try {
    value = parseJson(line);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    // Its own line number would always be 1.
    return { reason: error.message.replace(/^line 1, /, '') };
  }
  if (typeof value === 'string') return { prompt: value };
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const name = PROMPT_FIELDS.find((each) => Object.hasOwn(fields, each));
  if (name === undefined)
    return { reason: `expected a text or an object with prompt or text, found ${show(value)}` };
  const prompt = fields[name];
  return typeof prompt === 'string'
    ? { prompt }
    : { reason: `${name}: expected text, found ${show(prompt)}` };
}
