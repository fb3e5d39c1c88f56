import { sha256 } from '@noble/hashes/sha2.js';
import type { Lesson } from '../lesson.ts';

/** What a completion code says. */
export interface Completion {
  /** The lesson's id. */
  readonly lesson: string;
  /** The lesson as it was then: `editionOf`. */
  readonly edition: string;
  /** Name or initials as the student wrote them. */
  readonly name: string;
  /** `2026-11-28`, by the student's own clock. */
  readonly date: string;
}

export type CodeReading =
  | { readonly ok: true; readonly completion: Completion }
  | { readonly ok: false; readonly why: string };

const PREFIX = 'BM1';
/** Letters and digits that are not taken for each other. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Of 32 signs: a slip of the hand passes once in a million millions. */
const CHECK_LENGTH = 8;
export const MOST_NAME = 40;

const CODE =
  /(?<![A-Za-z0-9])BM1\.([a-z0-9-]{1,64})\.([0-9A-Z]{4})\.(\d{4}-\d{2}-\d{2})\.([A-Za-z0-9%_-]{1,400})\.([0-9A-Z]{8})(?![0-9A-Za-z])/;

/**
 * A code to paste: `BM1.floats.7K2M.2026-11-28.Ada_L%2E.K7Q2M9WX`. Its end is a checksum over the rest, which finds slips and
 * edits by hand. It is no signature: who reads this file can make one. Throws RangeError for a name that cannot be taken.
 */
export function completionCode({ lesson, edition, name, date }: Completion): string {
  const problem = nameProblem(name);
  if (problem) throw new RangeError(`name: ${problem}`);
  const body = [PREFIX, lesson, edition, date, spelled(tidy(name))].join('.');
  return `${body}.${signs(body, CHECK_LENGTH)}`;
}

/** What stands against a name, a sentence; null where nothing does. */
export function nameProblem(name: string): string | null {
  const { length } = [...tidy(name)];
  if (length === 0) return 'Write your name or initials.';
  return length > MOST_NAME ? `At most ${MOST_NAME} characters.` : null;
}

/** Reads the code that stands in a line, whatever else does. */
export function readCode(line: string): CodeReading {
  const found = CODE.exec(line);
  if (!found)
    return { ok: false, why: line.includes(`${PREFIX}.`) ? 'The code is cut or mistyped.' : 'No code.' };
  const [code, lesson, edition, date, name, check] = found;
  if (signs(code.slice(0, code.length - CHECK_LENGTH - 1), CHECK_LENGTH) !== check)
    return { ok: false, why: 'The checksum does not fit: the code was mistyped or edited.' };
  if (!isDate(date)) return { ok: false, why: `There is no day ${date}.` };
  const text = unspelled(name);
  if (text === null) return { ok: false, why: 'The name in it cannot be read.' };
  return { ok: true, completion: { lesson, edition, date, name: text } };
}

/** Four signs that change whenever what a lesson asks for does: its steps and its exit check. */
export function editionOf({ id, steps, guide }: Lesson): string {
  const asked = steps.map(({ id, title, task }) => [id, title, task]);
  return signs(JSON.stringify([id, asked, guide.exit]), 4);
}

/** Signs of 5 bits from the SHA-256 of a text. */
function signs(text: string, length: number): string {
  const bytes = sha256(new TextEncoder().encode(text));
  let bits = 0n;
  for (const byte of bytes.subarray(0, 8)) bits = bits * 256n + BigInt(byte);
  return Array.from({ length }, (_, i) => ALPHABET[Number((bits >> BigInt(64 - 5 * (i + 1))) & 31n)]).join(
    '',
  );
}

/** One line, no space around it, and what looks alike is written alike. */
function tidy(name: string): string {
  return name
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
}

/** Letters, digits and `-` as they are, a space as `_`, and the rest as bytes: a code stays one word wherever it is pasted. */
function spelled(name: string): string {
  return encodeURIComponent(name)
    .replaceAll(/[!'()*~._]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '_');
}

function unspelled(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('_', '%20'));
  } catch {
    return null;
  }
}

function isDate(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
