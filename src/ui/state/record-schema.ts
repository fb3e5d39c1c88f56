import { z } from 'zod';
import { show } from '../../experiment/errors.ts';
import { writtenArms } from '../../experiment/expand-arms.ts';
import { FINGERPRINT_TEXT } from '../../experiment/fingerprint-text.ts';
import { experimentSchema } from '../../experiment/schema.ts';
import { ACTIVATION_DTYPES, QUANTIZE_MODES, WEIGHT_DTYPES, WIDTH_CHOICES } from '../../numerics/dtypes.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { SAMPLERS } from '../../numerics/top-sampler.ts';
import { COLUMNS } from '../../results/certificate-cell.ts';
import { pairKeyOf } from '../../results/compare-reports.ts';
import { alignStreams, findFork } from '../../results/diff.ts';
import { traceKey } from '../../results/record.ts';
import { adapterShape } from '../../steps/adapter-shape.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { pairKey, pairsOf } from './pairs.ts';
import { diffSchema, forkTreeSchema } from './reports-schema.ts';

/*
 * The record of a run and what was computed from it, as a file holds them: what the page leans on is checked. Fields that it does
 * not know stay.
 */

const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const ids = z.array(z.int().min(0));

export const adapterSchema = z.looseObject(adapterShape);

const request = z.looseObject({
  id: z.string(),
  role: z.enum(['probe', 'clean', 'noise']),
  promptTokens: ids,
  tokens: ids,
  text: z.string(),
  fingerprint: z.string().regex(FINGERPRINT_TEXT),
  fingerprint1: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  finish: z.discriminatedUnion('reason', [
    z.looseObject({ reason: z.literal('length') }),
    z.looseObject({ reason: z.literal('end-of-text') }),
    z.looseObject({ reason: z.literal('error'), message: z.string() }),
  ]),
  budget: z.looseObject({ newTokens: z.int(), step: z.int(), waiting: z.int() }).exactOptional(),
});

export const stepSchema = z.looseObject({
  rows: z.int(),
  slices: z.array(
    z.looseObject({
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
  repeated: z.boolean().optional(),
});

const set = z.enum(KERNEL_SETS);

const ownKernel = z.looseObject({ name: z.string(), like: z.string(), hash });

const widths = z.looseObject({
  low: z.enum(['q8', 'q4']),
  targetBits: z.number(),
  per: z.enum(WIDTH_CHOICES),
});

const arm = z.looseObject({
  name: z.string(),
  kernels: z.looseObject({ matmul: set, rmsnorm: set, attention: set }),
  own: z.partialRecord(z.enum(OPERATIONS), ownKernel).exactOptional(),
  dtype: z.enum(ACTIVATION_DTYPES),
  weights: z.enum(WEIGHT_DTYPES),
  quantize: z.enum(QUANTIZE_MODES).exactOptional(),
  dynamic: widths.extend({ meanBits: z.number().nullable() }).exactOptional(),
  lowers: z.enum(['q8', 'q4']).exactOptional(),
  parallelism: z.int(),
  sampler: z.enum(SAMPLERS).exactOptional(),
  requests: z.array(request),
  timing: z.looseObject({ milliseconds: z.number(), generatedTokens: z.int(), tokensPerSecond: z.number() }),
  work: z.looseObject({ steps: z.int(), rows: z.tuple([z.int(), z.int()]).nullable() }),
  steps: z.array(stepSchema),
});

const operationPosture = z.looseObject({
  operation: z.enum([...OPERATIONS, 'whole model']),
  rule: z.string(),
  standing: z.enum(['certified', 'observed', 'replayed', 'lost', 'none', 'own']),
  covered: z.array(z.enum(COLUMNS)),
  reasons: z.array(z.string()),
});

const portableVerdict = z.discriminatedUnion('holds', [
  z.looseObject({ holds: z.literal(true) }),
  z.looseObject({ holds: z.literal(false), step: z.string(), why: z.string() }),
]);

export const postureSchema = z.looseObject({
  arm: z.string(),
  activations: z.enum(ACTIVATION_DTYPES),
  weights: z.array(z.enum(WEIGHT_DTYPES).exclude(['stored'])),
  quantize: z.enum(QUANTIZE_MODES).exactOptional(),
  dynamic: widths.exactOptional(),
  operations: z.array(operationPosture),
  replaced: z.array(operationPosture),
  portable: portableVerdict.nullable().exactOptional(),
  sampler: z.string(),
  grounds: z.string(),
});

const fields = z.looseObject({
  lost: z.array(z.string()),
  experiment: experimentSchema,
  model: z.object({ name: z.string(), hash, parameters: z.int() }),
  engine: z.enum(ENGINE_KINDS),
  adapter: adapterSchema,
  planRules: z.array(z.string()),
  notes: z.array(z.string()),
  postures: z.array(postureSchema),
  ownClaims: z.array(z.looseObject({ hash })).exactOptional(),
  arms: z.array(arm),
  diffs: z.array(diffSchema),
  forkTrees: z.array(forkTreeSchema),
});

/** What the page finds by name in a record is there, and its forks are those of its tokens. */
export const recordSchema = fields.superRefine(({ experiment, arms, diffs }, context) => {
  const refuse = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', path, message, input: undefined });
  const tokens = new Map(
    arms.flatMap(({ name, requests }) => requests.map((each) => [traceKey(name, each.id), each.tokens])),
  );
  const ran = new Set(arms.map(({ name }) => name));
  const missing = writtenArms(experiment).filter(({ name }) => !ran.has(name));
  if (missing.length > 0) return refuse(['arms'], `expected arm ${show(missing[0].name)}, found none`);
  const pairs = pairsOf(experiment);
  if (diffs.length !== pairs.length)
    return refuse(
      ['diffs'],
      `expected one for each of ${pairs.length} compared pairs, found ${diffs.length}`,
    );
  const found = new Map(diffs.map((diff, at) => [pairKeyOf(diff), { diff, at }]));
  for (const pair of pairs) {
    const [a, b] = [pair.a, pair.b].map(({ name }) => tokens.get(traceKey(name, pair.probe.id)));
    const { diff, at } = found.get(pairKey(pair)) ?? {};
    if (!a || !b || !diff || at === undefined)
      return refuse(['diffs'], `expected ${show(pairKey(pair))} among arms and diffs, found none`);
    const fork = findFork(a, b);
    if (diff.fork !== fork)
      return refuse(['diffs', at, 'fork'], `expected ${fork}, where the tokens part, found ${diff.fork}`);
    const most = alignStreams(a, b).comparable;
    for (const field of ['comparedPositions', 'firstDifference'] as const)
      if ((diff[field] ?? 0) > most)
        return refuse(['diffs', at, field], `expected at most ${most}, found ${diff[field]}`);
  }
});

export const promptsSchema = z.array(z.object({ request: z.string(), text: z.string(), tokens: z.int() }));
