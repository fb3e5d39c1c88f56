import { z } from 'zod';
import { describeIssue, ExperimentError, problemLines } from '../../experiment/errors.ts';
import { adapterShape } from '../../steps/adapter-shape.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { MEASURE_NAMES } from './measures.ts';
import type { StudyOutcome } from './outcome.ts';
import { parseStudy } from './read-study.ts';
import { studySchema } from './study-schema.ts';

/** JSON has no infinity and writes null for it. */
const estimateSchema = z.object({
  value: z
    .number()
    .nullable()
    .transform((value) => value ?? Number.NaN),
  low: z
    .number()
    .nullable()
    .transform((low) => low ?? Number.NEGATIVE_INFINITY),
  high: z
    .number()
    .nullable()
    .transform((high) => high ?? Number.POSITIVE_INFINITY),
});

const count = z.int().min(0);
const probability = z.number().min(0).max(1);

const provenanceSchema = z.object({
  engine: z.enum(ENGINE_KINDS),
  adapter: z.object(adapterShape),
  models: z.array(z.object({ name: z.string(), hash: z.string() })).min(1),
  rules: z.array(z.string()),
  canary: z.string(),
});

const cellSchema = z.object({
  cell: z.array(count),
  arm: z.string(),
  against: z.string().nullable(),
  unitKind: z.string().nullable(),
  measure: z.enum(MEASURE_NAMES),
  n: count,
  estimate: estimateSchema,
  survival: z
    .object({ curve: z.array(z.tuple([z.number().min(0), probability])), censored: count })
    .exactOptional(),
});

const component = z.number().min(0);

const varianceSchema = z.object({
  measure: z.enum(MEASURE_NAMES),
  arm: z.string(),
  against: z.string().nullable(),
  cells: z.int().min(1),
  units: z.int().min(2),
  seeds: z.int().min(2),
  variance: z.object({ units: component, seeds: component, residual: component }),
});

const testedSchema = z.object({
  hypothesis: studySchema.shape.hypotheses.unwrap().element,
  n: count,
  a: estimateSchema,
  b: estimateSchema,
  difference: estimateSchema,
  test: z.string(),
  p: probability.nullable(),
  equivalenceP: probability.nullable(),
  adjusted: probability.nullable(),
  conclusion: z.enum(['difference', 'negligible', 'equivalent', 'inconclusive']),
  planned: z.boolean(),
});

const outcomeSchema = z
  .object({
    version: z.literal(1),
    study: z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits'),
    definition: z.json(),
    strata: z.array(provenanceSchema),
    jobs: z.object({ planned: count, done: count, rerun: count, differing: count }),
    cells: z.array(cellSchema),
    variances: z.array(varianceSchema).exactOptional(),
    hypotheses: z.array(testedSchema),
    deviations: z.array(z.string()),
    look: z.object({ of: count, now: count, alpha: probability }).nullable(),
  })
  .transform(({ definition, ...rest }): StudyOutcome => ({ ...rest, definition: parseStudy(definition) }))
  .superRefine(({ cells, definition: { axes } }, context) => {
    cells.forEach(({ cell }, index) => {
      const fits =
        cell.length === axes.length && cell.every((value, axis) => value < axes[axis].values.length);
      if (!fits)
        context.addIssue({
          code: 'custom',
          path: ['cells', index, 'cell'],
          message: 'expected a cell of the study’s axes',
        });
    });
  });

/** Validates what a file says that a study found. Throws ExperimentError naming the fields that are wrong. */
export function parseOutcome(json: unknown): StudyOutcome {
  const parsed = outcomeSchema.safeParse(json, { error: describeIssue });
  if (!parsed.success) throw new ExperimentError(problemLines(parsed.error.issues));
  return parsed.data;
}
