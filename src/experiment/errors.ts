import type { core } from 'zod';
import { visible } from './visible.ts';

const LISTED_PROBLEMS = 20;
const SHOWN_CHARACTERS = 60;

/** An experiment that the schema refuses. `message` lists the problems, one a line, each led by its field's path. */
export class ExperimentError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const hidden = problems.length - LISTED_PROBLEMS;
    const more = hidden > 0 ? [`and ${hidden} more`] : [];
    super([...problems.slice(0, LISTED_PROBLEMS), ...more].join('\n'));
    this.name = 'ExperimentError';
    this.problems = problems;
  }
}

/** A kernel of one's own that may not run, does not compile, or was stopped; the message names arm, operation and kernel. */
export class OwnKernelError extends ExperimentError {}

/** What is wrong at a place of an experiment. */
export interface FieldProblem {
  /** Names of fields and places in lists, from the experiment down; that of an unknown field includes its name. */
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** The validator's issues, each at its place; an unknown field is one of its own. */
export function fieldProblems(issues: readonly core.$ZodIssue[]): FieldProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
    if (issue.code !== 'unrecognized_keys') return [{ path, text: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], text: 'unknown field' }));
  });
}

/** Turns the validator's issues into `path: problem` lines. */
export function problemLines(issues: readonly core.$ZodIssue[]): string[] {
  return fieldProblems(issues).map(problemLine);
}

export function problemLine({ path, text }: FieldProblem): string {
  return `${fieldPath(path)}: ${text}`;
}

/** The words for an issue that the schema gives no words of its own. */
export function describeIssue(issue: core.$ZodRawIssue): string {
  const found = `found ${show(issue.input)}`;
  switch (issue.code) {
    case 'invalid_union':
      return kindWords(issue) ?? `not valid, ${found}`;
    case 'invalid_type':
      return `expected ${TYPE_NAMES[issue.expected] ?? issue.expected}, ${found}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values)}, ${found}`;
    case 'too_small':
      return `expected ${bound(issue.origin, 'at least', issue.minimum)}, ${foundAmount(issue.input)}`;
    case 'too_big':
      return `expected ${bound(issue.origin, 'at most', issue.maximum)}, ${foundAmount(issue.input)}`;
    default:
      return `not valid, ${found}`;
  }
}

/** Where a field tells which of several objects is meant, and names none of them. */
function kindWords(issue: core.$ZodRawIssue): string | null {
  const { discriminator, options, input } = issue as {
    discriminator?: string;
    options?: unknown[];
    input?: unknown;
  };
  if (discriminator === undefined || !options) return null;
  return `expected ${oneOf(options)}, found ${show((input as Record<string, unknown>)[discriminator])}`;
}

/** `expected one of "a", "b", found "x"`: the list is shown as JSON. */
export function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => show(value)).join(', ');
  return values.length === 1 ? shown : `one of ${shown}`;
}

/** A value from the input as short text: strings and numbers as JSON, nothing hidden, cut where long; objects and lists by kind. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  // A character is two units at most: what lies behind these is not shown.
  const text =
    typeof value === 'string' ? JSON.stringify(value.slice(0, 2 * (SHOWN_CHARACTERS + 1))) : String(value);
  const characters = [...visible(text)];
  return characters.length > SHOWN_CHARACTERS
    ? `${characters.slice(0, SHOWN_CHARACTERS).join('')}…`
    : characters.join('');
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'text',
};

function bound(origin: string, limit: string, amount: number | bigint): string {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  return `${limit} ${amount}${unit}`;
}

function foundAmount(input: unknown): string {
  if (typeof input === 'string' || Array.isArray(input)) return `found ${input.length}`;
  return `found ${show(input)}`;
}

function fieldPath(path: readonly PropertyKey[]): string {
  const joined = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${fieldName(String(key))}`))
    .join('');
  return joined.replace(/^\./, '') || 'experiment';
}

/** A key that is not a plain name is quoted, so that a path cannot be misread or break a line. */
function fieldName(key: string): string {
  return /^[\w$-]{1,64}$/.test(key) ? key : show(key);
}
