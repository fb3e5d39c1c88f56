import { z } from 'zod';

/** OpenAI's shape of a refusal; `param` is the path of the field at fault. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

const code = z.union([z.string(), z.number()]).nullish();
const inner = z.looseObject({
  message: z.string(),
  type: z.string().nullish(),
  param: z.string().nullish(),
  code,
});

/** How servers refuse: OpenAI's shape, vLLM's older one without a frame, Ollama's text, FastAPI's `detail`. */
const errorSchema = z.union([
  z.looseObject({ error: inner }).transform(({ error }) => error.message),
  z.looseObject({ error: z.string() }).transform(({ error }) => error),
  inner.transform(({ message }) => message),
  z.looseObject({ detail: z.string() }).transform(({ detail }) => detail),
  z
    .looseObject({ detail: z.array(z.looseObject({ msg: z.string(), loc: z.array(z.unknown()).nullish() })) })
    .transform(({ detail }) => detail.map(({ msg, loc }) => `${loc?.join('.') ?? ''}: ${msg}`).join('; ')),
]);

/** What a refusal says in words, whoever's shape it has; null where it is none. */
export function refusalOf(json: unknown): string | null {
  const read = errorSchema.safeParse(json);
  return read.success ? read.data : null;
}
