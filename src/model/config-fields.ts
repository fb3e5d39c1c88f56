import { z } from 'zod';

/** Far above any published model, far below what would overflow an index or exhaust memory by a shape alone. */
export const size = (limit: number) => {
  const expected = `an integer from 1 to ${limit}`;
  return z.int(expected).min(1, expected).max(limit, expected);
};

/** Normal numbers of f32, which engines compute in: 1e-46 would be 0 there, 1e39 infinite, and devices may take what is smaller still for 0. */
const LEAST = 2 ** -126;
const GREATEST = (2 - 2 ** -23) * 2 ** 127;

export const positive = z
  .number('a number above 0')
  .positive('a number above 0')
  .min(LEAST, 'a number above 0 that f32 holds')
  .max(GREATEST, 'a number above 0 that f32 holds');

/** Any integer: what is no token of the vocabulary is passed over with a note, as other tools do without one. */
export const tokenId = z.int('a token id');

/** What files say of end tokens: one, several or none. */
export const endTokenField = z
  .union([tokenId, z.array(tokenId)], 'a token id, an array of them, or null')
  .nullish();

export const flag = z.boolean('true or false');

/** A field that the engine knows only one value of; absent and null mean that value too. */
export const only = <Value extends string | number | boolean>(value: Value) =>
  z.literal(value, JSON.stringify(value)).nullish();

/** A feature that must be switched off, which these configs spell as null or by leaving the field out. */
export const unsupported = z.null('null, since the engine does not implement it').optional();

/** As many keys as a row may see, null or left out for all. */
export const windowField = size(16_777_216).nullish();
