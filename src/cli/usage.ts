import { type ParseArgsConfig, parseArgs } from 'node:util';
import { visible } from '../experiment/visible.ts';

const SHOWN_CHARACTERS = 80;

/** A command line that cannot be run as it stands: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>
>;

/**
 * Parses a command's arguments; `operands` null: the command looks at them itself. Throws UsageError naming an unknown or incomplete option, or a
 * wrong number of operands.
 */
export function parseCommand<T extends Options>(
  args: readonly string[],
  options: T,
  operands: readonly string[] | null,
): Parsed<T> {
  const parsed = guard(args, options, () =>
    parseArgs({ args: [...args], options, allowPositionals: true as const }),
  );
  const { positionals } = parsed;
  if (operands === null) return parsed;
  if (positionals.length < operands.length) throw new UsageError(`expected ${operands[positionals.length]}`);
  if (positionals.length > operands.length)
    throw new UsageError(`unexpected "${positionals[operands.length]}"`);
  return parsed;
}

function guard<T>(args: readonly string[], options: Options, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw isCoded(error) ? new UsageError(problemWords(args, options, error)) : error;
  }
}

interface Coded extends Error {
  readonly code: string;
}

/** An error of Node's own, of an argument or of a file. */
export function isCoded(error: unknown): error is Coded {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** What parseArgs refused, by its code: its own words follow Node's version and name remedies that are none here. */
function problemWords(args: readonly string[], options: Options, { code, message }: Coded): string {
  const [, option = 'an option'] = /'(-[^ '=]+)/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const known = Object.keys(options).map((name) => `--${name}`);
    return `unknown option ${option}; ${known.length > 0 ? `expected one of ${known.join(', ')}` : 'this command has none'}`;
  }
  const takesValue = options[option.slice(2)]?.type === 'string';
  if (!takesValue) return `${option}: expected no value, found one`;
  // A negative number, say: it reads like the next option.
  const next = args[args.indexOf(option) + 1];
  return next && /^-[^-]/.test(next)
    ? `${option}: expected a value, found "${next}"; one with a dash in front is given as ${option}=${next}`
    : `${option}: expected a value, found none`;
}

/** A whole number of at least `least`, at most `most`; `name` is the option's. Throws UsageError otherwise. */
export function wholeNumber(name: string, text: string, least: number, most = Infinity): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most) {
    const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new UsageError(`--${name}: expected a whole number ${range}, found "${text}"`);
  }
  return value;
}

/** A number of at least 0 in decimal digits, as in `12.5`: no other notation. Throws UsageError otherwise. */
export function decimalNumber(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || !Number.isFinite(value))
    throw new UsageError(`--${name}: expected a number of at least 0 in decimal digits, found "${text}"`);
  return value;
}

/** One of a list of words. Throws UsageError otherwise. */
export function oneOf<T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word === text);
  if (!found) throw new UsageError(`--${name}: expected one of ${words.join(', ')}, found "${text}"`);
  return found;
}

/** A list of words between commas, each taken by `parse`. */
export function listOf<T>(text: string, parse: (word: string) => T): T[] {
  return text.split(',').map((word) => parse(word.trim()));
}

/** The two arms of `--pair`. Their names may hold anything, a comma too, so only the first one parts them. Throws UsageError. */
export function pairNames(text: string | undefined): [string, string] | undefined {
  if (text === undefined) return undefined;
  const comma = text.indexOf(',');
  if (comma < 1 || comma === text.length - 1) {
    throw new UsageError(`--pair: expected two arms, as in --pair alone,company, found "${text}"`);
  }
  return [text.slice(0, comma), text.slice(comma + 1)];
}

/** A path or an address as messages show it: at most 80 characters, nothing hidden in them. */
export function shownPath(path: string): string {
  const characters = [...visible(path)];
  if (characters.length <= SHOWN_CHARACTERS) return characters.join('');
  return `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`;
}
