import type { Experiment, Role } from '../schema.ts';
import type { Edited } from './edited.ts';
import { refused } from './edited.ts';
import { textRequests } from './new-request.ts';
import { addRequests } from './requests.ts';

/** Where one prompt of a pasted text ends: at each line end, or at each blank line. */
export type PasteUnit = 'line' | 'block';

/** The prompts of a pasted text, without blank ones; spaces inside and at the start of a prompt are kept. */
export function splitPrompts(text: string, unit: PasteUnit): string[] {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const parts = unit === 'line' ? lines.split('\n') : lines.split(/\n[^\S\n]*\n/);
  return parts.map((part) => part.replaceAll(/^\n+|\s+$/g, '')).filter((part) => part.trim() !== '');
}

/** Adds a request for every prompt of a pasted text. */
export function pasteMany(experiment: Experiment, text: string, unit: PasteUnit, role: Role): Edited {
  const prompts = splitPrompts(text, unit);
  if (prompts.length === 0) return refused('pasted text', 'expected at least one prompt, found none');
  return addRequests(experiment, textRequests(experiment, prompts, role));
}
