import type { z } from 'zod';
import { describeIssue, fieldProblems } from '../experiment/errors.ts';

/** The first fault of a body: where, as OpenAI's `param` names it, and what. */
export interface RequestFault {
  readonly param: string | null;
  readonly message: string;
}

export type ReadRequest<T> =
  | { readonly kind: 'read'; readonly request: T }
  | { readonly kind: 'refused'; readonly fault: RequestFault };

/** Reads a body that JSON gave. */
export function readRequest<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): ReadRequest<z.output<Schema>> {
  const read = schema.safeParse(body, { error: describeIssue, reportInput: true });
  if (read.success) return { kind: 'read', request: read.data };
  const [{ path, text }] = fieldProblems(read.error.issues);
  const param = path.length === 0 ? null : pathText(path);
  const message = text === 'unknown field' ? 'not known to this server, which ignores nothing' : text;
  return { kind: 'refused', fault: { param, message: `${param ?? 'body'}: ${message}` } };
}

/** `messages[0].content`. A key is cut where it is long: it came from outside. */
function pathText(path: readonly (string | number)[]): string {
  return path
    .map((key, i) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = /^[\w-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 64));
      return i === 0 ? name : `.${name}`;
    })
    .join('');
}
