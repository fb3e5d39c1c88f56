import { z } from 'zod';

/** How a value stands as text where it is kept. */
export interface Format<Value> {
  /** Throws where the text is damaged, foreign or of another version. */
  readonly read: (text: string) => Value;
  readonly write: (value: Value) => string;
}

/** Lifts what a version kept to what the next one keeps; by the older version's number. */
export type Migrations = Readonly<Record<number, (older: object) => object>>;

const numbered = z.looseObject({ version: z.int() });

/** Fields with a version before them: those of an older version are migrated, those of a later one are not read. */
export function versioned<Value extends object>(
  schema: z.ZodType<Value>,
  version: number,
  migrations: Migrations = {},
): Format<Value> {
  return {
    read: (text) => {
      const { version: found, ...fields } = numbered.parse(JSON.parse(text));
      let lifted: object = fields;
      for (let older = found; older < version; older++) {
        const migrate = migrations[older];
        if (!migrate) throw new RangeError(`expected version ${version}, found ${found}`);
        lifted = migrate(lifted);
      }
      if (found > version) throw new RangeError(`expected version ${version}, found ${found}`);
      return schema.parse(lifted);
    },
    write: (value) => JSON.stringify({ version, ...value }),
  };
}

/** JSON that carries no version of its own. */
export function json<Value>(
  schema: z.ZodType<Value>,
  plain: (value: Value) => unknown = (same) => same,
): Format<Value> {
  return {
    read: (text) => schema.parse(JSON.parse(text)),
    write: (value) => JSON.stringify(plain(value)),
  };
}

/** The text itself. */
export const plainText: Format<string> = { read: (text) => text, write: (text) => text };

/** A text as a value; null where there is none or it cannot be read. */
export function readAs<Value>({ read }: Format<Value>, text: string | null): Value | null {
  try {
    return text === null ? null : read(text);
  } catch {
    return null;
  }
}
