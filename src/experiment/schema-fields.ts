import { z } from 'zod';
import { experimentSchema } from './schema.ts';

/** What may stand at a place of an experiment, read off its schema. */
export interface FieldInfo {
  readonly name: string;
  readonly required: boolean;
  /** `one of …`, `whole number, 1 to 512, default 64` */
  readonly words: string;
}

type Path = readonly (string | number)[];
type Schema = z.core.$ZodType;

/** The parts of the validator's definitions that are read here. */
interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly out?: Schema;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly options?: readonly Schema[];
  readonly valueType?: Schema;
  readonly defaultValue?: unknown;
}

const WRAPPERS = ['optional', 'default', 'prefault', 'readonly', 'nullable', 'nonoptional', 'catch'];

/** The fields of the object at a path, in the order of the schema; none where there is no object. */
export function fieldsAt(path: Path): FieldInfo[] {
  const schema = schemaAt(path);
  const shape = schema ? shapeOf(schema) : {};
  return Object.entries(shape).map(([name, field]) => ({
    name,
    required: field._zod.optin === undefined,
    words: wordsOf(field),
  }));
}

/** The values that the schema lists for a path, defaults first; none where any of a kind may stand. */
export function valuesAt(path: Path): unknown[] {
  let schema = wrappedAt(path);
  const values: unknown[] = [];
  while (schema) {
    const { type, defaultValue, innerType } = definition(schema);
    if (type === 'default') values.push(defaultValue);
    if (type === 'nullable') values.push(null);
    values.push(...examplesOf(schema));
    if (!WRAPPERS.includes(type)) break;
    schema = innerType;
  }
  const all = [
    ...values,
    ...(schema ? listed(unwrapped(schema)) : []),
    ...(schema ? examplesOf(unwrapped(schema)) : []),
  ];
  return [...new Map(all.filter(isScalar).map((value) => [JSON.stringify(value), value])).values()];
}

function listed(schema: Schema): unknown[] {
  const { type, entries, values, options } = definition(schema);
  if (type === 'enum') return Object.values(entries ?? {});
  if (type === 'literal') return [...(values ?? [])];
  if (type === 'boolean') return [true, false];
  return type === 'union' ? (options ?? []).flatMap((option) => listed(unwrapped(option))) : [];
}

/** Values that a field names beside those that its type lists. */
function examplesOf(schema: Schema): readonly unknown[] {
  const meta = 'meta' in schema && typeof schema.meta === 'function' ? (schema.meta() as unknown) : undefined;
  const { examples } = (meta ?? {}) as { readonly examples?: unknown };
  return Array.isArray(examples) ? examples : [];
}

function schemaAt(path: Path): Schema | undefined {
  const schema = wrappedAt(path);
  return schema && unwrapped(schema);
}

/** With its default around it. */
function wrappedAt(path: Path): Schema | undefined {
  let schema: Schema | undefined = experimentSchema;
  for (const key of path) {
    if (!schema) return undefined;
    const inner = unwrapped(schema);
    const { element, items, valueType } = definition(inner);
    schema = typeof key === 'number' ? (items?.[key] ?? element) : (shapeOf(inner)[key] ?? valueType);
  }
  return schema;
}

/** Fields of an object; of several that stand in one place, each field that any of them has, of whichever kind it is in them. */
function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
  const { type, shape, options } = definition(schema);
  if (type !== 'union') return shape ?? {};
  const fields = new Map<string, Schema[]>();
  for (const option of options ?? [])
    for (const [name, field] of Object.entries(shapeOf(unwrapped(option))))
      fields.set(name, [...(fields.get(name) ?? []), field]);
  return Object.fromEntries([...fields].map(([name, all]) => [name, all.length > 1 ? z.union(all) : all[0]]));
}

function unwrapped(schema: Schema): Schema {
  const { type, innerType, in: from, out } = definition(schema);
  if (WRAPPERS.includes(type) && innerType) return unwrapped(innerType);
  if (type !== 'pipe' || !from || !out) return schema;
  // What a text holds is before a transformation, or after one that only prepares it.
  return unwrapped(definition(from).type === 'transform' ? out : from);
}

function wordsOf(field: Schema): string {
  const schema = unwrapped(field);
  const { type } = definition(schema);
  const values = listed(schema);
  const what =
    values.length > 0 ? values.map((value) => JSON.stringify(value)).join(', ') : (KINDS[type] ?? type);
  return [what, rangeOf(schema), defaultOf(field)].filter((part) => part !== '').join(', ');
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  object: 'object',
  array: 'list',
  tuple: 'list',
  record: 'object',
};

function rangeOf(schema: Schema): string {
  const { minValue, maxValue } = schema as {
    readonly minValue?: number | null;
    readonly maxValue?: number | null;
  };
  if (minValue == null || maxValue == null) return '';
  return `${minValue} to ${maxValue}`;
}

function defaultOf(field: Schema): string {
  const { type, innerType, defaultValue } = definition(field);
  if (type === 'default' && isScalar(defaultValue)) return `default ${JSON.stringify(defaultValue)}`;
  return WRAPPERS.includes(type) && innerType ? defaultOf(innerType) : '';
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function definition(schema: Schema): Definition {
  return schema._zod.def as unknown as Definition;
}
