import { z } from 'zod';
import { experimentSchema } from '../../experiment/schema.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import type { Question } from '../../studies/search/question.ts';
import type { SearchResult } from '../../worker/methods/search.ts';
import { adapterSchema, postureSchema } from './record-schema.ts';

/** A question about a pair of a run, and its whole answer. */
export interface KeptAnswer {
  readonly question: Question;
  readonly result: SearchResult;
}

const count = z.int().min(0);
const position = count.nullable();
const operations = z.array(z.enum(OPERATIONS));
const pair = z.looseObject({ a: z.string(), b: z.string(), probe: z.string() });

const agreement = z
  .looseObject({ identical: z.boolean(), fork: position, firstDifference: position, positions: count })
  .nullable();

const about = { pair, tokens: z.int().min(1).nullable() };

const question = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('culprit'), exhaustive: z.boolean(), ...about }),
  z.looseObject({ kind: z.literal('blame'), ...about }),
  z.looseObject({ kind: z.literal('flip'), seed: z.int(), runs: count, ...about }),
]);

const found = { pair, settings: z.string().nullable() };

const answer = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('culprit'),
    ...found,
    comparable: z.boolean(),
    subsets: z.array(z.looseObject({ invariant: operations, agreement })).max(8),
    culprits: z.array(operations).nullable(),
  }),
  z.looseObject({
    kind: z.literal('blame'),
    ...found,
    company: agreement,
    neighbours: z.array(
      z.looseObject({
        mate: z.string(),
        promptTokens: count,
        only: agreement,
        without: agreement,
        swapped: agreement,
      }),
    ),
  }),
  z.looseObject({
    kind: z.literal('flip'),
    ...found,
    asItIs: agreement,
    invariant: z.boolean(),
    seed: z.int(),
    trials: z.array(
      z.looseObject({
        changes: z.array(z.string()),
        batchmates: count,
        fork: position,
        identical: z.boolean(),
      }),
    ),
    shrinks: z.array(z.looseObject({ change: z.string(), batchmates: count, fork: position })),
    flip: z
      .looseObject({
        fork: count,
        margin: z.number().nullable(),
        shared: z.string(),
        alone: z.string().nullable(),
        company: z.string().nullable(),
      })
      .nullable(),
    experiment: experimentSchema.nullable(),
  }),
]);

const result = z.looseObject({
  answer,
  engine: z.enum(ENGINE_KINDS),
  adapter: adapterSchema,
  notes: z.array(z.string()),
  postures: z.array(postureSchema),
  runs: count,
  milliseconds: z.number(),
});

/** Of each kind of question the latest. */
export const answersSchema = z
  .array(z.looseObject({ question, result }))
  .max(3)
  .refine((all) => all.every((each) => each.question.kind === each.result.answer.kind), {
    error: 'expected each answer to be of its question’s kind',
  });
