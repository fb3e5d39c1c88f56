import { z } from 'zod';
import { show } from '../../experiment/errors.ts';
import { JsonNumber } from '../../experiment/read-json.ts';

/** A number as a server wrote it, and its value. */
export const toldNumber = z
  .custom<JsonNumber>((value) => value instanceof JsonNumber, {
    error: ({ input }) => `expected a number, found ${show(input)}`,
  })
  .transform(({ text, value }) => ({ text, value }));

export const plainNumber = toldNumber.transform(({ value }) => value);

/** Counts and token ids. */
export const wholeNumber = plainNumber.refine((value) => Number.isSafeInteger(value) && value >= 0, {
  error: ({ input }) => `expected a whole number of at least 0, found ${show(input)}`,
});

/** What servers leave out, or write null for. */
export function maybe<Value extends z.ZodType>(value: Value) {
  return value.nullish().transform((each) => each ?? null);
}

/** A value read by `parseJsonNumbers`, its numbers plain again: NaN and infinities cannot be among them. */
export function plainJson(value: unknown): unknown {
  if (value instanceof JsonNumber) return value.value;
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainJson(each)]));
}

/** Any value. */
export const anything = z.unknown().transform(plainJson);
