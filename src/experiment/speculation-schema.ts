import { z } from 'zod';
import { show } from './errors.ts';
import { whole } from './field-schemas.ts';
import { modelNameProblem } from './model-name.ts';
import type { servingSchema } from './serving-schema.ts';

/** What drafts without a model. */
export const NGRAM = 'ngram';
/** Most drafted tokens of a request in a step. */
const MOST_DRAFTED = 8;

const tableSchema = z.strictObject({
  table: z
    .array(z.strictObject({ requests: whole(1, 512), k: whole(0, MOST_DRAFTED) }).readonly())
    .min(1)
    .max(32)
    .readonly()
    .superRefine((entries, context) => {
      entries.forEach(({ requests }, at) => {
        if (at > 0 && requests <= entries[at - 1].requests)
          context.addIssue({
            code: 'custom',
            path: [at, 'requests'],
            message: `expected more than the ${entries[at - 1].requests} before it, found ${requests}`,
          });
      });
    }),
});

const lengthSchema = z.union([whole(0, MOST_DRAFTED), z.enum(['auto', 'bandit']), tableSchema.readonly()], {
  error: (issue) =>
    `expected a whole number from 0 to ${MOST_DRAFTED}, "auto", "bandit" or a table, found ${show(issue.input)}`,
});

/** Who drafts tokens that an arm's model then verifies in one step: `Speculation` of steps/speculation.ts. */
export const speculationSchema = z
  .strictObject({
    /** `ngram`: what followed the same tokens before, in the request's own text; else a model with the same tokenizer. */
    draft: z
      .string()
      .max(64)
      .superRefine((name, context) => {
        const problem = modelNameProblem(name);
        if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      })
      .meta({ examples: [NGRAM, 'pico'] }),
    /** Drafted tokens a step and request; 0 drafts and verifies nothing. `auto` and `bandit` learn it, a table has it by how many decode. */
    k: lengthSchema.default(4),
    /** `coupled`: a draft stands while it is what the arm would choose there itself; `rejection`: with probability min(1, p / q). */
    accept: z.enum(['coupled', 'rejection']).default('coupled'),
  })
  .readonly();

type SpeculationFields = z.output<typeof speculationSchema>;
type ServingFields = z.output<typeof servingSchema>;

/** Why speculation makes no sense with how an arm serves; null where it does. */
export function speculationClash({
  packing,
  memory,
  disaggregated,
  route,
  faults,
}: ServingFields): string | null {
  if (route || faults)
    return 'speculation does not go with a second replica or misrouted requests: drafts are made for one model';
  if (packing !== 'off')
    return 'speculation does not go with packing: a packed request shares the blocks that its drafts would be rolled back in';
  if (memory.pressure === 'evict')
    return 'speculation does not go with eviction: which keys are dropped would follow from drafts that are thrown away';
  if (disaggregated)
    return 'speculation does not go with disaggregation: a request is handed over after its first token, and drafts are not';
  return null;
}

/** Arms whose drafts are accepted by chance where nothing is left to chance. */
export function checkAcceptance(
  {
    decoding,
    arms,
  }: {
    readonly decoding: { readonly temperature: number };
    readonly arms: readonly { readonly speculation?: SpeculationFields }[];
  },
  refuse: (path: PropertyKey[], message: string) => void,
): void {
  if (decoding.temperature > 0) return;
  arms.forEach(({ speculation }, at) => {
    if (speculation?.accept !== 'rejection') return;
    const expected = 'expected "coupled" at temperature 0, where a token is certain or impossible';
    refuse(['arms', at, 'speculation', 'accept'], `${expected}, found ${show(speculation.accept)}`);
  });
}
