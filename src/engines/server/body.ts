import type { ServerAsk, ServerPlace, ServerSampling } from './server-types.ts';

/** What a server calls things that not all call the same, and what it does not know. */
export interface ServerDialect {
  readonly repetitionPenalty: 'repetition_penalty' | 'repeat_penalty';
  readonly chatLength: 'max_tokens' | 'max_completion_tokens';
}

export const USUAL_DIALECT: ServerDialect = {
  repetitionPenalty: 'repetition_penalty',
  chatLength: 'max_tokens',
};

/** Where an ask goes. */
export function addressOf({ url }: ServerPlace, { prompt }: ServerAsk): string {
  return `${baseOf(url)}/${prompt.kind === 'chat' ? 'chat/completions' : 'completions'}`;
}

export function baseOf(url: string): string {
  return url.replace(/\/+$/, '');
}

/** The body of an ask, as it is sent: what is null in it is left out, and `extra` stands last. */
export function bodyOf(
  { model }: ServerPlace,
  { prompt, sampling, stream, extra }: ServerAsk,
  dialect: ServerDialect = USUAL_DIALECT,
): Readonly<Record<string, unknown>> {
  const chat = prompt.kind === 'chat';
  return told({
    model,
    ...(chat
      ? { messages: prompt.messages }
      : { prompt: prompt.kind === 'text' ? prompt.text : prompt.tokens }),
    ...samplingFields(sampling, dialect, chat),
    stream,
    // Else a stream ends without its counts.
    ...(stream ? { stream_options: { include_usage: true } } : {}),
    ...extra,
  });
}

function samplingFields(sampling: ServerSampling, dialect: ServerDialect, chat: boolean) {
  const { max_tokens, repetition_penalty, logprobs, ...same } = sampling;
  const asked = logprobs !== null;
  return {
    ...same,
    [chat ? dialect.chatLength : 'max_tokens']: max_tokens,
    [dialect.repetitionPenalty]: repetition_penalty,
    ...(chat ? (asked ? { logprobs: true, top_logprobs: logprobs } : {}) : { logprobs }),
  };
}

function told(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
