import { z } from 'zod';
import type { ServerPrompt } from '../../engines/server/server-types.ts';
import { MOST_PROMPTS } from './audit-limits.ts';

/** Prompts that no server refuses and that leave a model many ways to go on: where two are nearly as likely, an answer may flip. */
const TEXTS = [
  'Once upon a time there was a little girl who found a small box in the garden. She opened it and',
  'Explain in a few sentences why the sky is blue during the day and red in the evening.',
  'The three most important things to know about growing tomatoes on a balcony are',
  'One day a boy and his dog went to the park. It was a sunny day, and they saw',
] as const;

/** The prompts that are asked where nobody brings others: as texts to go on with, or as messages of a chat. */
export function defaultPrompts(kind: 'text' | 'chat'): ServerPrompt[] {
  return TEXTS.map((text) =>
    kind === 'text' ? { kind: 'text', text } : { kind: 'chat', messages: [{ role: 'user', content: text }] },
  );
}

/** So many characters hold a few blocks of any cache of prefixes, and the lab's own small models still take them. */
const CACHED_WORDS =
  'a day in the old house by the sea where the wind was loud and the cat slept on the chair '.repeat(3);

/** The same prompt behind a long beginning that nobody sent before: the salt's. */
export function salted(prompt: ServerPrompt, salt: string): ServerPrompt {
  const before = `${salt}: ${CACHED_WORDS}\n`;
  switch (prompt.kind) {
    case 'text':
      return { kind: 'text', text: before + prompt.text };
    case 'chat': {
      const [first, ...rest] = prompt.messages;
      return {
        kind: 'chat',
        messages: [{ role: first.role, content: before + first.content }, ...rest],
      };
    }
    case 'tokens':
      // Some other order of its own tokens is a beginning that every server has words for.
      return { kind: 'tokens', tokens: [...shuffled(prompt.tokens, salt), ...prompt.tokens] };
  }
}

function shuffled(tokens: readonly number[], salt: string): number[] {
  const keyed = tokens.map((token, i) => {
    let hash = 2166136261;
    for (const character of `${salt}/${i}`) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
    return { token, order: hash >>> 0 };
  });
  return keyed.sort((a, b) => a.order - b.order).map(({ token }) => token);
}

const MOST_CHARACTERS = 100_000;
const text = z.string().min(1).max(MOST_CHARACTERS);
const promptSchema = z.union([
  text.transform((each): ServerPrompt => ({ kind: 'text', text: each })),
  z
    .strictObject({
      messages: z
        .array(z.strictObject({ role: text, content: text }))
        .min(1)
        .max(64),
    })
    .transform(({ messages }): ServerPrompt => ({ kind: 'chat', messages })),
  z
    .strictObject({ tokens: z.array(z.int().min(0)).min(1).max(MOST_CHARACTERS) })
    .transform(({ tokens }): ServerPrompt => ({ kind: 'tokens', tokens })),
]);
const promptsSchema = z.array(promptSchema).min(1).max(MOST_PROMPTS);

/** Prompts that cannot be asked. */
export class PromptsError extends Error {
  override readonly name = 'PromptsError';
}

/**
 * Prompts of a JSON value: a list of texts, of `{"messages": [{"role", "content"}]}` and of `{"tokens": [ids]}`. Throws PromptsError that
 * says which entry is none.
 */
export function readPrompts(value: unknown): ServerPrompt[] {
  const read = promptsSchema.safeParse(value);
  if (read.success) return read.data;
  const [{ path }] = read.error.issues;
  const where = path.length === 0 ? 'prompts' : `prompt ${Number(path[0]) + 1}`;
  throw new PromptsError(
    `${where}: expected ${path.length === 0 ? `a list of 1 to ${MOST_PROMPTS} prompts, each ` : ''}a text, {"messages": [{"role", "content"}]} or {"tokens": [ids]}`,
  );
}
