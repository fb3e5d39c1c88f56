import { z } from 'zod';
import { parseExperiment } from '../../experiment/schema.ts';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../../numerics/dtypes.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { INVARIANCES } from '../../results/certificate-cell.ts';
import type { CompareReports } from '../../results/compare-reports.ts';
import type { PromptReport } from '../../results/prompt-report.ts';
import type { RunRecord } from '../../results/record.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';

/** The preset whose run ships with the page. */
export const EXAMPLE = 'needle';

/** A run that was computed before and ships with the page: `public/examples/<preset>.json`, written by `npm run bake`. */
export interface ExampleFile {
  readonly version: 1;
  readonly record: RunRecord;
  readonly prompts: readonly PromptReport[];
  /** Text of every token in the record, by id. */
  readonly texts: Readonly<Record<string, string>>;
  readonly reports: CompareReports;
}

const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const ids = z.array(z.int().min(0));

const adapter = z.object({
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
  software: z.boolean(),
});

const request = z.object({
  id: z.string(),
  role: z.enum(['probe', 'clean', 'noise']),
  promptTokens: ids,
  tokens: ids,
  text: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  finish: z.discriminatedUnion('reason', [
    z.object({ reason: z.literal('length') }),
    z.object({ reason: z.literal('end-of-text') }),
    z.object({ reason: z.literal('error'), message: z.string() }),
  ]),
});

const step = z.object({
  rows: z.int(),
  slices: z.array(
    z.object({
      request: z.string(),
      rows: z.int(),
      kind: z.enum(['prefill', 'decode']),
      token: z.int().nullable(),
    }),
  ),
  waiting: z.array(z.string()),
  plans: z.record(z.string(), z.string()),
  preempted: z.array(z.string()),
  milliseconds: z.number(),
});

const set = z.enum(KERNEL_SETS);

const ownKernel = z.object({ name: z.string(), like: z.string(), hash });

const arm = z.object({
  name: z.string(),
  kernels: z.object({ matmul: set, rmsnorm: set, attention: set }),
  own: z.partialRecord(z.enum(OPERATIONS), ownKernel).exactOptional(),
  dtype: z.enum(ACTIVATION_DTYPES),
  weights: z.enum(WEIGHT_DTYPES),
  parallelism: z.int(),
  requests: z.array(request),
  timing: z.object({ milliseconds: z.number(), generatedTokens: z.int(), tokensPerSecond: z.number() }),
  work: z.object({ steps: z.int(), rows: z.tuple([z.int(), z.int()]).nullable() }),
  steps: z.array(step),
});

const operationPosture = z.object({
  operation: z.enum([...OPERATIONS, 'whole model']),
  rule: z.string(),
  standing: z.enum(['certified', 'observed', 'replayed', 'lost', 'none', 'own']),
  covered: z.array(z.enum(INVARIANCES)),
  reasons: z.array(z.string()),
});

const posture = z.object({
  arm: z.string(),
  activations: z.enum(ACTIVATION_DTYPES),
  weights: z.array(z.enum(WEIGHT_DTYPES).exclude(['stored'])),
  operations: z.array(operationPosture),
  replaced: z.array(operationPosture),
  sampler: z.string(),
  grounds: z.string(),
});

// What diffs and reports hold was computed from the above by the same code that draws it, and is kept as it is; that each is
// there, and of which pair, is checked.
const named = z.looseObject({ probe: z.string(), a: z.string(), b: z.string() });
const reports = z.object({
  pairs: z.record(z.string(), named),
  forced: z.record(z.string(), named),
  positions: z.record(z.string(), z.looseObject({ position: z.int() })),
  references: z.record(z.string(), z.looseObject({ position: z.int() })),
});

const schema = z.object({
  version: z.literal(1),
  record: z.object({
    lost: z.array(z.string()),
    experiment: z.unknown().transform(parseExperiment),
    model: z.object({ name: z.string(), hash, parameters: z.int() }),
    engine: z.enum(ENGINE_KINDS),
    adapter,
    planRules: z.array(z.string()),
    notes: z.array(z.string()),
    postures: z.array(posture),
    ownClaims: z.array(z.looseObject({ hash })).exactOptional(),
    arms: z.array(arm),
    diffs: z.array(named),
    forkTrees: z.array(z.looseObject({ probe: z.string() })),
  }),
  prompts: z.array(z.object({ request: z.string(), text: z.string(), tokens: z.int() })),
  texts: z.record(z.string(), z.string()),
  reports,
});

/** Throws ZodError or ExperimentError naming the first field that is wrong. */
export function parseExample(json: unknown): ExampleFile {
  return schema.parse(json) as unknown as ExampleFile;
}
