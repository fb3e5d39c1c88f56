import { z } from 'zod';
import { show } from './errors.ts';
import { pattern } from './field-schemas.ts';

export const CHAT_ROLES = ['system', 'user', 'assistant'] as const;
export type ChatRole = (typeof CHAT_ROLES)[number];

/** Messages of a request, and the characters of them all together. */
export const MOST_MESSAGES = 64;
export const MOST_CHAT = 20_000;

/** What a template that asks for today is told unless the experiment says another day: for ever, so that a link means the same tomorrow. */
export const DEFAULT_DATE = '2025-01-01';

const messageSchema = z.strictObject({
  role: z.enum(CHAT_ROLES),
  content: z.string().max(MOST_CHAT),
});

export type ChatMessage = Readonly<z.output<typeof messageSchema>>;

export const messagesSchema = z
  .array(messageSchema.readonly())
  .min(1)
  .max(MOST_MESSAGES)
  .refine((messages) => charactersOf(messages) <= MOST_CHAT, {
    error: ({ input }) =>
      `expected at most ${MOST_CHAT} characters in all messages together, found ${charactersOf(input as ChatMessage[])}`,
  })
  .readonly();

const date = pattern(/^\d{4}-\d{2}-\d{2}$/, 'a day as YYYY-MM-DD').refine(isDay, {
  error: ({ input }) => `expected a day of the calendar, found ${show(input)}`,
});

/** What the model's template reads beside the messages, and how what was typed into them is taken. */
const fields = z.strictObject({
  /** Ends with what opens the model's answer; left out: true. */
  addGenerationPrompt: z.boolean().exactOptional(),
  /** Left out: the template is told nothing and goes by its own default. */
  enableThinking: z.boolean().exactOptional(),
  /** What `strftime_now` says is today; left out: DEFAULT_DATE. */
  date: date.exactOptional(),
  /** Special tokens that are spelt in a message become those tokens; left out: false, they are text. */
  specialTokens: z.boolean().exactOptional(),
});

export type ChatSettings = Readonly<z.output<typeof fields>>;

/** What says no more than a default is left out: one experiment, one canonical text. */
export const chatSchema = fields.transform(
  ({ addGenerationPrompt, enableThinking, date, specialTokens }): ChatSettings => ({
    ...(addGenerationPrompt === false && { addGenerationPrompt }),
    ...(enableThinking !== undefined && { enableThinking }),
    ...(date !== undefined && date !== DEFAULT_DATE && { date }),
    ...(specialTokens && { specialTokens }),
  }),
);

/** What a person would call the question: the last message of the user, or of anyone where the user says nothing. */
export function lastQuestion(messages: readonly ChatMessage[]): string {
  return (messages.findLast(({ role }) => role === 'user') ?? messages.at(-1))?.content ?? '';
}

/** The words of a request that are written out in it; undefined where it is fed ids or noise. */
export function writtenPrompt(request: {
  readonly prompt?: string | undefined;
  readonly messages?: readonly ChatMessage[] | undefined;
}): string | undefined {
  return request.prompt ?? (request.messages && lastQuestion(request.messages));
}

function charactersOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
