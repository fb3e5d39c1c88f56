import { z } from 'zod';
import { ModelError, parseField, shown } from '../model-error.ts';

/** Where in tokenizer.json a part stands, for refusals. */
export interface Place {
  readonly at: string;
  readonly depth: number;
}

/** Deeper sequences would exhaust the stack, and no tokenizer has them. */
const DEEPEST = 16;

export function inside({ at, depth }: Place, field: string): Place {
  if (depth >= DEEPEST) throw new ModelError(at, `${field}: expected at most ${DEEPEST} levels, found more`);
  return { at: `${at}.${field}`, depth: depth + 1 };
}

/** Reads a part of one kind, or throws ModelError naming the part. */
export type PartReader<Part> = (json: unknown, place: Place) => Part;

const typed = z.looseObject({ type: z.string('a string') }, 'an object with a type');

/**
 * A reader of the parts of one kind ("a normalizer"), each by its `type`. It throws ModelError naming the part where its
 * type is none of these: a part that is passed over would give other tokens without a word.
 */
export function partReader<Part>(
  kind: string,
  makers: Readonly<Record<string, PartReader<Part>>>,
): PartReader<Part> {
  return (json, place) => {
    const { type } = parseField(typed, json, place.at);
    if (Object.hasOwn(makers, type)) return makers[type](json, place);
    const known = Object.keys(makers).join(', ');
    throw new ModelError(place.at, `type: expected ${kind} of a known type (${known}), found ${shown(type)}`);
  };
}

/** Reads the parts of a sequence, which are in `field`. */
export function readParts<Part>(json: unknown, field: string, place: Place, read: PartReader<Part>): Part[] {
  const schema = z.looseObject({ [field]: z.array(z.unknown(), 'an array') }, 'an object');
  const parts = parseField(schema, json, place.at)[field] as unknown[];
  return parts.map((part, i) => read(part, inside(place, `${field}.${i}`)));
}

/** A maker that checks the part's own fields first. */
export function made<Schema extends z.ZodType, Part>(
  schema: Schema,
  make: (fields: z.output<Schema>, place: Place) => Part,
): PartReader<Part> {
  return (json, place) => make(parseField(schema, json, place.at), place);
}

/** Fields of parts, with the words of their refusals. */
export const flag = z.boolean('true or false');
export const textField = z.string('a string');
/** A text that is put into others, once or at every match: published ones are a character or two. */
export const insertedField = textField.max(256, 'at most 256 characters');
export const character = z
  .string('one character')
  .refine((text) => Array.from(text).length === 1, 'one character');
