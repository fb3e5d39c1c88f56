import { z } from 'zod';
import { type AuditRecord, MECHANISMS } from '../../audit/server/audit-record.ts';
// For its configuration of zod, which comes before any schema.
import { whole } from '../../experiment/field-schemas.ts';
import { ImportError } from '../../imports/import-error.ts';

const count = whole(0, 2 ** 40);
const text = z.string().max(1_000_000);
const line = z.string().max(2000);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(200_000);
const told = z.record(z.string(), z.unknown());

const promptSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text }),
  z.object({ kind: z.literal('tokens'), tokens: list(count) }),
  z.object({ kind: z.literal('chat'), messages: list(z.object({ role: line, content: text })) }),
]);

const amount = z.number().nullable();
const samplingSchema = z.object({
  ...{ temperature: z.number(), max_tokens: count },
  ...{ top_p: amount, top_k: amount, min_p: amount, seed: amount },
  ...{ presence_penalty: amount, frequency_penalty: amount, repetition_penalty: amount },
  ignore_eos: z.boolean().nullable(),
  stop: list(line).nullable(),
  logprobs: count.nullable(),
});

/** As the server wrote it. */
const number = z
  .string()
  .regex(/^-?(?:\d|\.|e|E|\+|-|inf|Infinity|NaN)+$/)
  .max(60);
const tokenSchema = { text: line, id: count.nullable() };
const answerSchema = z.object({
  text,
  finish: line.nullable(),
  positions: list(
    z.object({
      ...tokenSchema,
      logprob: number.nullable(),
      top: z.array(z.object({ ...tokenSchema, logprob: number })).max(1000),
    }),
  ),
});

const mechanism = z.enum(MECHANISMS);
const observationSchema = z.object({
  mechanism,
  arm: z.enum(['reference', 'control', 'treatment', 'other', 'noise']),
  place: z.enum(['server', 'twin']),
  prompt: count.nullable(),
  ...{ unit: line, id: line, block: count, width: count, tries: count },
  answer: count.nullable(),
  fault: z
    .object({
      kind: z.enum([
        ...(['busy', 'server-error', 'refused', 'cut', 'not-json'] as const),
        ...(['wrong-shape', 'unreachable', 'timeout', 'blocked'] as const),
      ]),
      message: text,
    })
    .nullable(),
  tokens: z.object({ prompt: count, completion: count, cached: count.nullable() }),
  counted: z.boolean(),
  took: z.object({ ended: z.number(), queued: z.number().nullable() }).nullable(),
});

const askSchema = z.object({
  ...{ prompt: promptSchema, sampling: samplingSchema },
  ...{ stream: z.boolean(), extra: told, compared: z.boolean() },
});

const place = z.object({ url: line, model: line });
const budget = z.object({ requests: count, tokens: count });
const dialect = z.object({
  repetitionPenalty: z.enum(['repetition_penalty', 'repeat_penalty']),
  chatLength: z.enum(['max_tokens', 'max_completion_tokens']),
});
const switches = z.object({ cold: told.nullable(), plain: told.nullable() });

const recordSchema = z
  .object({
    format: z.literal('server-audit@1'),
    ...place.shape,
    twin: place.nullable(),
    ...{ began: line, seed: count, budget, switches, told, extra: told, dialect },
    mechanisms: z.array(mechanism).max(MECHANISMS.length),
    prompts: list(promptSchema),
    sampling: samplingSchema,
    notes: list(text),
    observations: list(observationSchema),
    answers: list(answerSchema),
    earlier: z
      .object({
        began: line,
        references: list(answerSchema.nullable()),
        controls: list(z.object({ prompt: count, tokens: z.boolean(), bits: z.boolean().nullable() })),
      })
      .nullable(),
    looks: list(z.object({ after: count, level: z.number() })),
    reproducer: z
      .object({
        mechanism,
        groups: list(list(askSchema)),
        level: z.enum(['tokens', 'bits']),
        company: z.object({ before: count, after: count }),
        ...{ sent: count, differed: count },
      })
      .nullable(),
    ended: z.enum(['finished', 'budget', 'cancelled', 'errors']),
  })
  .superRefine(({ observations, answers, prompts }, context) => {
    const wrong = observations.findIndex(
      ({ answer, prompt }) => (answer ?? -1) >= answers.length || (prompt ?? -1) >= prompts.length,
    );
    if (wrong >= 0)
      context.addIssue({
        ...{ code: 'custom', path: ['observations', wrong] },
        message: 'expected an answer and a prompt that the file has',
      });
  });

/** A kept audit from its JSON. Throws ImportError that names the field. */
export function readAuditRecord(json: string): AuditRecord {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ImportError('the file', 'expected the JSON of a server’s audit, found no JSON');
  }
  const read = recordSchema.safeParse(value);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  if (path[0] === 'format')
    throw new ImportError('format', 'expected a server’s audit as this page or lab audit server saves it');
  throw new ImportError(path.map(String).join('.'), message);
}
