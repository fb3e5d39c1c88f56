import { z } from 'zod';
import type { ServerPrompt, ServerSampling } from '../../engines/server/server-types.ts';
import type { AuditRecord, Earlier } from './audit-record.ts';
import { modalAnswers, trialsOf } from './trials.ts';

/** A file that is no report of a server's audit. */
export class AuditFileError extends Error {
  override readonly name = 'AuditFileError';
}

const number = z.number().nullable();
const token = { text: z.string(), id: number };
const prompt = z.union([
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('tokens'), tokens: z.array(z.int().min(0)) }),
  z.strictObject({
    kind: z.literal('chat'),
    messages: z.array(z.strictObject({ role: z.string(), content: z.string() })).min(1),
  }),
]);
const sampling = z.strictObject({
  ...{ temperature: z.number(), top_p: number, top_k: number, min_p: number, seed: number },
  ...{ presence_penalty: number, frequency_penalty: number, repetition_penalty: number },
  ...{ max_tokens: z.int().min(1), ignore_eos: z.boolean().nullable() },
  ...{ stop: z.array(z.string()).nullable(), logprobs: number },
});
const schema = z.object({
  format: z.literal('server-audit@1'),
  ...{ url: z.string(), model: z.string(), began: z.string(), seed: z.int() },
  prompts: z.array(prompt).min(1),
  sampling,
  observations: z.array(
    z.object({
      mechanism: z.string(),
      arm: z.enum(['reference', 'control', 'treatment', 'other', 'noise']),
      place: z.enum(['server', 'twin']),
      ...{ prompt: z.int().min(0).nullable(), unit: z.string(), answer: z.int().min(0).nullable() },
      ...{ block: z.int(), width: z.int() },
    }),
  ),
  answers: z.array(
    z.object({
      ...{ text: z.string(), finish: z.string().nullable() },
      positions: z.array(
        z.object({
          ...token,
          logprob: z.string().nullable(),
          top: z.array(z.object({ ...token, logprob: z.string() })),
        }),
      ),
    }),
  ),
});

/** What an audit after a restart takes from the report before it: the same questions, and what was answered. */
export interface EarlierAudit {
  readonly prompts: readonly ServerPrompt[];
  readonly sampling: ServerSampling;
  readonly earlier: Earlier;
}

/** Of what `--json` wrote. Throws AuditFileError that says which field is wrong. */
export function readEarlierAudit(value: unknown): EarlierAudit {
  const read = schema.safeParse(value);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw new AuditFileError(
      `expected the JSON report of lab audit server: ${path.join('.') || 'all of it'}: ${message}`,
    );
  }
  const { data } = read;
  const places = data.observations.flatMap(({ answer }) => (answer === null ? [] : [answer]));
  if (places.some((place) => place >= data.answers.length))
    throw new AuditFileError('observations: an answer is named that the report does not hold');
  const answered = data as unknown as Pick<AuditRecord, 'observations' | 'answers'>;
  const modal = modalAnswers(answered);
  return {
    prompts: data.prompts,
    sampling: data.sampling,
    earlier: {
      began: data.began,
      references: data.prompts.map((_, i) => data.answers[modal.get(`alone-${i}`) ?? -1] ?? null),
      controls: trialsOf(answered)
        .filter(({ alone, arm }) => alone && arm === 'control')
        .map(({ prompt, tokens, bits }) => ({ prompt, tokens, bits })),
    },
  };
}
