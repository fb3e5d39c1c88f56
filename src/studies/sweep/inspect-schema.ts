import { z } from 'zod';

/**
 * The part of Inspect's log that this lab writes (inspect_ai, `log/_log.py`, format version 2): fields by their names there, those that its
 * reader requires required. What the lab does not know it leaves to the reader's defaults.
 */
const valueSchema = z.union([z.string(), z.number(), z.boolean()]);
const anything = z.record(z.string(), z.json());
/** ISO 8601 with a zone; empty where it is not known. */
const time = z.iso.datetime({ offset: true });
const knownTime = z.union([time, z.literal('')]);

const metricSchema = z.strictObject({ name: z.string(), value: z.number(), params: anything });

const scoreSchema = z.strictObject({
  name: z.string(),
  scorer: z.string(),
  reducer: z.string().exactOptional(),
  scored_samples: z.int().min(0),
  unscored_samples: z.int().min(0),
  params: anything,
  metrics: z.record(z.string(), metricSchema),
  metadata: anything.exactOptional(),
});

const sampleSchema = z.strictObject({
  id: z.union([z.int(), z.string()]),
  /** From 1. */
  epoch: z.int().min(1),
  input: z.string(),
  target: z.string(),
  messages: z.array(z.never()),
  output: z.strictObject({ model: z.string(), choices: z.array(z.never()), completion: z.string() }),
  scores: z.record(
    z.string(),
    z.strictObject({
      value: valueSchema,
      explanation: z.string().exactOptional(),
      metadata: anything.exactOptional(),
    }),
  ),
  metadata: anything,
  store: anything,
  events: z.array(z.never()),
  model_usage: anything,
  attachments: z.record(z.string(), z.string()),
});

export const inspectLogSchema = z.strictObject({
  version: z.literal(2),
  status: z.enum(['started', 'success', 'cancelled', 'error']),
  eval: z.strictObject({
    eval_id: z.string().min(1),
    run_id: z.string().min(1),
    created: time,
    task: z.string().min(1),
    task_id: z.string().min(1),
    task_version: z.union([z.int(), z.string()]),
    task_attribs: anything,
    task_args: anything,
    tags: z.array(z.string()),
    dataset: z.strictObject({
      name: z.string(),
      samples: z.int().min(0),
      sample_ids: z.array(z.string()),
      shuffled: z.boolean(),
    }),
    model: z.string().min(1),
    model_args: anything,
    config: z.strictObject({ epochs: z.int().min(1), epochs_reducer: z.array(z.string()) }),
    packages: z.record(z.string(), z.string()),
    metadata: anything,
  }),
  plan: z.strictObject({
    name: z.string(),
    steps: z.array(z.strictObject({ solver: z.string(), params: anything })),
    config: anything,
  }),
  results: z.strictObject({
    total_samples: z.int().min(0),
    completed_samples: z.int().min(0),
    scores: z.array(scoreSchema),
  }),
  stats: z.strictObject({ started_at: knownTime, completed_at: knownTime, model_usage: anything }),
  samples: z.array(sampleSchema),
});

export type InspectLog = z.output<typeof inspectLogSchema>;
export type InspectSample = InspectLog['samples'][number];
export type InspectScore = InspectLog['results']['scores'][number];
