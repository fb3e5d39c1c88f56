import fc from 'fast-check';
import { AWKWARD_TEXTS } from './mutate-text.ts';

/** JSON as it can be written, not as it is read: keys may repeat, and a leaf is any text, `-0` and `1e400` too. */
type Tree = string | { readonly list: Tree[] } | { readonly fields: Field[] };
type Field = [key: string, value: Tree];

/** Signs, bounds and what a reader makes an infinity or another number of. */
const NUMBERS: readonly string[] = [
  ...['0', '-0', '1', '-1', '0.5', '2', '64', '65', '512', '513', '4096', '65535', '65536', '4294967295'],
  ...['4294967296', '9007199254740993', '1e21', '1e400', '-1e400', '1e-400', 'NaN', '-Infinity'],
];
const LEAVES: readonly string[] = [
  ...['null', 'true', 'false', '[]', '{}', '[null]', '{"":0}', '{"__proto__":{"polluted":1}}'],
  `"${'a'.repeat(201)}"`,
  ...NUMBERS,
  ...AWKWARD_TEXTS.map((text) => JSON.stringify(text)),
];
const KEYS: readonly string[] = [...AWKWARD_TEXTS, 'hasOwnProperty', 'length', 'then', 'toJSON', '0'];

type Operation = readonly [
  kind: keyof typeof OPERATIONS,
  slot: number,
  other: number,
  count: number,
  leaf: string,
  key: string,
];

/** Places of one list or object that are operated on: enough to meet every kind, in a vocabulary of thousands too. */
const MOST_PLACES = 12;
const MOST_SLOTS = 1 << 16;

/** A place in a tree: an entry of a list or of an object. */
interface Slot {
  readonly entries: Tree[] | Field[];
  readonly at: number;
}

/** JSON text, mostly valid, of one of the values with some operations done to it; the first value is what failures shrink to. */
export function mutatedJson(values: readonly unknown[], most = 3): fc.Arbitrary<string> {
  const trees = values.map(treeOf);
  const keys = [...new Set([...KEYS, ...trees.flatMap(keysOf)])];
  const operation: fc.Arbitrary<Operation> = fc.tuple(
    fc.constantFrom(...KINDS),
    fc.nat(MOST_SLOTS),
    fc.nat(MOST_SLOTS),
    fc.nat(600),
    fc.constantFrom(...LEAVES),
    fc.constantFrom(...keys),
  );
  return fc
    .tuple(fc.constantFrom(...trees), fc.array(operation, { minLength: 1, maxLength: most }))
    .map(([tree, operations]) => {
      const root = { list: [copied(tree)] };
      for (const each of operations) operate(root, each);
      return root.list.map(written).join('');
    });
}

/** What an operation works on, and with. */
interface Place {
  readonly value: Tree;
  /** Of a field; '' in a list. */
  readonly name: string;
  /** Drawn for the operation. */
  readonly leaf: string;
  readonly key: string;
  readonly count: number;
  /** The value of another place. */
  readonly other: Tree;
  put(tree: Tree): void;
  /** Puts values behind this one, under a name where it stands in an object. */
  add(copies: readonly Tree[], name: string): void;
  remove(): void;
  rename(name: string): void;
}

/** Characters that copies come to: hundreds of what was nested deeply would be the harness's own time and memory. */
const MOST_COPIED = 1 << 22;

const OPERATIONS = {
  leaf: ({ put, leaf }: Place) => put(leaf),
  number: ({ put, value, leaf, count }: Place) =>
    put(/^-?\d/.test(written(value)) ? NUMBERS[count % NUMBERS.length] : leaf),
  remove: ({ remove }: Place) => remove(),
  copy: ({ put, other }: Place) => put(copied(other)),
  rename: ({ rename, key }: Place) => rename(key),
  insert: ({ add, leaf, key }: Place) => add([leaf], key),
  again: ({ add, value, name }: Place) => add([copied(value)], name),
  letters({ put, value, key }: Place) {
    if (typeof value === 'string' && value.startsWith('"'))
      put(`${JSON.stringify(key).slice(0, -1)}${value.slice(1)}`);
  },
  many({ add, value, key, count }: Place) {
    const most = Math.ceil(MOST_COPIED / (written(value).length + 1));
    add(
      Array.from({ length: Math.min(seldom(count), most) }, () => copied(value)),
      key,
    );
  },
  nest({ put, value, count }: Place) {
    const depth = seldom(count) ** 2;
    put(`${'['.repeat(depth)}${written(value)}${']'.repeat(depth)}`);
  },
} as const;
const KINDS = Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[];

function operate(root: { list: Tree[] }, [kind, slot, other, count, leaf, key]: Operation): void {
  const slots = slotsOf(root);
  if (slots.length === 0) return;
  const { entries, at } = slots[slot % slots.length];
  const fields = isFields(entries) ? entries : null;
  const list = fields ? null : (entries as Tree[]);
  const name = fields?.[at][0] ?? '';
  OPERATIONS[kind]({
    ...{
      name,
      leaf,
      key,
      count,
      value: valueAt({ entries, at }),
      other: valueAt(slots[other % slots.length]),
    },
    put(tree) {
      if (fields) fields[at][1] = tree;
      else list![at] = tree;
    },
    add(copies, under) {
      if (fields) fields.splice(at + 1, 0, ...copies.map((tree): Field => [under, tree]));
      else if (list !== root.list) list!.splice(at + 1, 0, ...copies);
    },
    remove() {
      if (entries !== root.list) entries.splice(at, 1);
    },
    rename(to) {
      if (fields) fields[at][0] = to;
    },
  });
}

/** Most are small, so that what is large does not take all the time. */
export function seldom(count: number): number {
  return count % 32 === 31 ? count : count % 4;
}

function valueAt({ entries, at }: Slot): Tree {
  return isFields(entries) ? entries[at][1] : entries[at];
}

/** Every place in order, the outer ones first. */
function slotsOf(tree: Tree, found: Slot[] = []): Slot[] {
  if (typeof tree === 'string') return found;
  const entries = 'list' in tree ? tree.list : tree.fields;
  for (let at = 0; at < Math.min(entries.length, MOST_PLACES); at++) {
    const slot: Slot = { entries, at };
    found.push(slot);
    slotsOf(valueAt(slot), found);
  }
  return found;
}

/** A field is a pair, a tree is none. */
function isFields(entries: Tree[] | Field[]): entries is Field[] {
  return Array.isArray(entries[0]);
}

function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { list: value.map(treeOf) };
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return { fields: Object.entries(value).map(([key, inner]): Field => [key, treeOf(inner)]) };
}

function copied(tree: Tree): Tree {
  if (typeof tree === 'string') return tree;
  if ('list' in tree) return { list: tree.list.map(copied) };
  return { fields: tree.fields.map(([key, inner]): Field => [key, copied(inner)]) };
}

function written(tree: Tree): string {
  if (typeof tree === 'string') return tree;
  if ('list' in tree) return `[${tree.list.map(written).join(',')}]`;
  return `{${tree.fields.map(([key, inner]) => `${JSON.stringify(key)}:${written(inner)}`).join(',')}}`;
}

function keysOf(tree: Tree): string[] {
  if (typeof tree === 'string') return [];
  if ('list' in tree) return tree.list.slice(0, MOST_PLACES).flatMap(keysOf);
  return tree.fields.slice(0, MOST_PLACES).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}
