import { canonicalJson } from '../../experiment/canonical.ts';
import { hashText } from './hash-text.ts';
import { putAt, valueAt } from './put-at.ts';
import type { Study, StudyAxis } from './study-schema.ts';

/** Hexadecimal digits of a content's hash. */
const DIGITS = 32;
const BITS = 4 * DIGITS;

/** What a text says of itself, or follows from the rest: nothing that is computed. */
const UNHEARD = ['base.title', 'base.description', 'base.version'];

/**
 * Hash of a JSON value as the set of its leaves: the sum of the first 128 bits of their SHA-256. Changing a leaf changes the sum by a
 * difference, so that a hundred thousand jobs cost additions and not as many texts (AdHash; Bellare and Micciancio, A new paradigm
 * for collision-free hashing: incrementality at reduced cost, 1997). It tells what is different, and withstands no forger.
 */
export function contentSum(value: unknown, path = ''): bigint {
  if (value === undefined || UNHEARD.includes(path)) return 0n;
  if (typeof value !== 'object' || value === null) return leaf(path, canonicalJson(value));
  return Object.entries(value).reduce(
    (sum, [name, inner]) => sum + contentSum(inner, path === '' ? name : `${path}.${name}`),
    // A list or an object is there even if it holds nothing.
    leaf(path, Array.isArray(value) ? '[]' : '{}'),
  );
}

function leaf(path: string, text: string): bigint {
  return BigInt(`0x${hashText(`${path}=${text}`).slice(0, DIGITS)}`);
}

/** A sum as 32 hexadecimal digits. */
export function sumText(sum: bigint): string {
  return BigInt.asUintN(BITS, sum).toString(16).padStart(DIGITS, '0');
}

/** By what each value of an axis changes the sum of base and units. */
export function differencesOf({ base, units }: Pick<Study, 'base' | 'units'>, axis: StudyAxis): bigint[] {
  return axis.values.map(({ set }) =>
    Object.entries(set).reduce((sum, [path, value]) => sum + differenceAt({ base, units }, path, value), 0n),
  );
}

/** Objects that are made on the way are leaves too: the outermost of them is what changes. */
function differenceAt(before: unknown, path: string, value: unknown): bigint {
  const names = path.split('.');
  const made = names.findIndex((_, i) => valueAt(before, names.slice(0, i + 1).join('.')) === undefined);
  const place = made < 0 ? path : names.slice(0, made + 1).join('.');
  const [now, then] = [putAt(before, path, value), before].map((root) =>
    contentSum(valueAt(root, place), place),
  );
  return now - then;
}
