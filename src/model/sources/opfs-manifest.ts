import { z } from 'zod';

/** A kept model: which files it is of, by their names in the folder of files. */
export interface Manifest {
  readonly version: number;
  /** `writeKept`'s text. */
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

/** Null where a text is none, or one of a later version. */
export function parseManifest(text: string): Manifest | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
