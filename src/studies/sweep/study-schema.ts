import { z } from 'zod';
import { show } from '../../experiment/errors.ts';
import { between, pattern, STABLE_NAME, stableName, u32, whole } from '../../experiment/field-schemas.ts';
import { NOISE_KINDS } from '../../experiment/roles.ts';
import { experimentSchema } from '../../experiment/schema.ts';
import { MEASURE_NAMES } from './measures.ts';

/** Jobs that a study may come to. */
export const MOST_JOBS = 1_000_000;

/** Who else is in a unit's batch: `size` others, a share of them noise, the rest other units, which are measured too. */
const companySchema = z.strictObject({
  size: whole(0, 63),
  /** Rounded to whole requests. */
  noise: between(0, 1).default(0),
  kinds: z
    .array(z.enum(NOISE_KINDS))
    .min(1)
    .readonly()
    .default([...NOISE_KINDS]),
  /** Prompt tokens of a noise request. */
  length: whole(1, 4096).default(24),
});

const groupsOf = {
  company: companySchema.readonly().prefault({ size: 0 }),
  /** Units to a job. */
  perJob: whole(1, 512).default(25),
};

/**
 * What is measured, one after the other, each in a batch. Tasks and prompts come in the place of the base's request `unit`, their company in
 * that of `company`; an arm that lists `unit` alone serves each by itself (`experimentsOf`).
 */
const unitsSchema = z.discriminatedUnion('kind', [
  /** The base's own probes, all in one job. */
  z.strictObject({ kind: z.literal('probes') }).readonly(),
  /** The model's held-out tasks: `count` of them, each kind and difficulty in its share; null: all. */
  z
    .strictObject({ kind: z.literal('tasks'), count: whole(1, 10_000).nullable().default(null), ...groupsOf })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('prompts'),
      prompts: z
        .array(
          z
            .strictObject({ id: stableName, text: z.string().min(1).max(20_000), kind: stableName })
            .readonly(),
        )
        .min(1)
        .max(10_000)
        .readonly(),
      maxNewTokens: whole(1, 4096),
      ...groupsOf,
    })
    .readonly(),
]);

/** Where in `{ base, units }` a value goes: `base.arms.0.dtype`, `units.company.noise`. */
const PATH_WORDS = 'a path such as base.arms.0.dtype or units.company.noise';
const path = pattern(/^(?:base|units)(?:\.[A-Za-z0-9_-]{1,64}){1,12}$/, PATH_WORDS);

/** Places that a value sets at most. */
const MOST_PLACES = 100;

/** What a value is called in tables, and what it puts where; null takes a field away. */
const axisValueSchema = z.strictObject({
  label: z.string().min(1).max(40),
  set: z
    .record(path, z.json(), {
      error: ({ code, input }) =>
        code === 'invalid_key' ? `expected ${PATH_WORDS}, found ${show(input)}` : undefined,
    })
    .refine((set) => Object.keys(set).length <= MOST_PLACES, {
      error: `expected at most ${MOST_PLACES} places`,
    }),
});

/** `{ path, values: [0, 2, 4] }` is short for values that put one thing at one place, called by their text. */
const axisSchema = z.preprocess(
  (value) => (isShort(value) ? spelledOut(value) : value),
  z.strictObject({
    name: stableName,
    values: z.array(axisValueSchema.readonly()).min(1).max(10_000).readonly(),
  }),
);

function isShort(value: unknown): value is { path: string; values: unknown[]; name?: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'values' in value &&
    Array.isArray(value.values)
  );
}

function spelledOut({
  path: at,
  values,
  name,
  ...others
}: {
  path: string;
  values: unknown[];
  name?: unknown;
}) {
  const label = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    ...others,
    name: name ?? at.split('.').at(-1),
    values: values.map((value) => ({ label: label(value), set: { [at]: value } })),
  };
}

/** Observations that a contrast takes: labels by axis (an axis left out: all of its values, pooled) and an arm (left out: all). */
const selectionSchema = z.strictObject({
  axes: z.record(z.string().regex(STABLE_NAME[0]), z.string().min(1).max(40)).default({}),
  arm: z.string().min(1).max(64).exactOptional(),
  /** Of units that have one: `addition`, `prose`. */
  unitKind: stableName.exactOptional(),
});

const hypothesisSchema = z.strictObject({
  id: stableName,
  /** What a report calls it; left out: what it compares. */
  title: z.string().min(1).max(200).exactOptional(),
  measure: z.enum(MEASURE_NAMES),
  /** The claim is about a less b. */
  a: selectionSchema.readonly(),
  b: selectionSchema.readonly(),
  /** `difference`: that there is one. `equivalence`: that none is larger than `smallest`. */
  kind: z.enum(['difference', 'equivalence']),
  /** Smallest effect of interest, in the measure's unit (shares: 0.02 is two points). */
  smallest: between(0, 1e12),
});

export const studySchema = z.strictObject({
  version: z.literal(1),
  id: stableName,
  title: z.string().min(1).max(200),
  /** What it asks, a sentence. */
  question: z.string().min(1).max(1000),
  base: experimentSchema.readonly(),
  units: unitsSchema,
  axes: z.array(axisSchema.readonly()).max(8).readonly(),
  /** Each draws companies, noise and, of sampled answers, tokens anew. */
  seeds: z.array(u32).min(1).max(10_000).readonly(),
  measures: z.array(z.enum(MEASURE_NAMES)).min(1).readonly(),
  hypotheses: z.array(hypothesisSchema.readonly()).max(256).readonly(),
  plan: z
    .strictObject({
      /** Pairs (or observations) that each contrast is to have. */
      n: whole(1, 10_000_000),
      alpha: between(0.000001, 0.5).default(0.05),
      /** Over the study's hypotheses. */
      correction: z.enum(['none', 'holm', 'benjamini-hochberg']).default('holm'),
      /** Analyses that are planned, the last one included; more than one are spent by O'Brien and Fleming. */
      looks: whole(1, 20).default(1),
    })
    .readonly(),
});

/** What is varied, measured and asked; plain JSON, its own text. */
export type Study = Readonly<z.output<typeof studySchema>>;
export type StudyUnits = Study['units'];
export type StudyAxis = Study['axes'][number];
export type Hypothesis = Study['hypotheses'][number];
export type Selection = Hypothesis['a'];
