import { z } from 'zod';

/** A kept model: which files it is of, by their names in the folder of files. */
export interface Manifest {
  readonly version: number;
  /** `writeSource`'s text. */
  readonly source: string;
  readonly revision: string | null;
  readonly asked: string | null;
  readonly hash: string | null;
  readonly files: readonly { readonly path: string; readonly blob: string; readonly size: number }[];
  /** Milliseconds since 1970. */
  readonly keptAt: number;
}

const schema = z.strictObject({
  version: z.literal(1),
  source: z.string(),
  revision: z.string().nullable(),
  asked: z.string().nullable(),
  hash: z.string().nullable(),
  files: z.array(z.strictObject({ path: z.string(), blob: z.string(), size: z.int() }).readonly()).readonly(),
  keptAt: z.number(),
});

/** What was hashed of a file while it was written. */
export interface KeptHashes {
  readonly xxh128: string;
  /** Where the host knew it by another hash or by none, and this one was taken. */
  readonly sha256: string | null;
}

const hashesSchema = z.strictObject({
  xxh128: z.string().regex(/^[0-9a-f]{32}$/),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** Null where a text is none. */
export function parseHashes(text: string): KeptHashes | null {
  try {
    return hashesSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Null where a text is none, or one of a later version. */
export function parseManifest(text: string): Manifest | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
