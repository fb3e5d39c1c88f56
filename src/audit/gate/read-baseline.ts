import { z } from 'zod';
import type { BenchFile } from '../../bench/bench-file.ts';
import { describeIssue, problemLines, show } from '../../experiment/errors.ts';
import { AUDIT_FORMS, type ModelAudit } from '../model/model-audit.ts';
import { GateError } from './gate-error.ts';
import { fromJson } from './policy.ts';

/** What a gate takes: an audit of a model, or a bench. */
export type GateInput =
  | { readonly kind: 'audit'; readonly audit: ModelAudit }
  | { readonly kind: 'bench'; readonly bench: BenchFile };

const amount = z.number().min(0);
const percentiles = z.looseObject({
  n: amount,
  ...{ mean: amount, p50: amount, p95: amount, p99: amount },
  values: z.array(amount).optional(),
});
const adapter = z.looseObject({
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
});

const variant = z.looseObject({
  id: z.string().min(1),
  model: z.looseObject({ name: z.string(), hash: z.string() }),
  ...{ set: z.string(), activations: z.string(), weights: z.string() },
  latencies: z.array(
    z.looseObject({
      batch: z.int().min(1),
      waves: z.array(amount),
      ...{ ttft: percentiles, tpot: percentiles, e2el: percentiles },
      tokensPerSecond: amount,
    }),
  ),
  memory: z.looseObject({ weights: amount, kvPerRequest: amount, scratch: amount, peak: amount }).nullable(),
  quality: z.looseObject({
    passed: z.array(z.union([z.literal(0), z.literal(1)])),
    perplexity: amount,
    kl: z.number().nullable(),
    texts: z.array(
      z.looseObject({
        tokens: z.int().min(1),
        loss: z.number(),
        kl: z.number().nullable(),
      }),
    ),
  }),
  fingerprint: z.string(),
  costPerThousand: z.array(amount).nullable(),
});

/** Of an audit, what the gate reads of it. */
const auditSchema = z.looseObject({
  version: z.literal(1),
  form: z.enum(AUDIT_FORMS),
  ...{ host: z.string(), engine: z.string(), adapter, pricePerHour: z.number().nullable() },
  variants: z.array(variant).min(1),
});

const times = z.looseObject({ wall: z.array(z.number()).min(1), processor: z.array(z.number()) });

const benchSchema = z.looseObject({
  version: z.literal(1),
  reports: z
    .array(
      z.looseObject({
        ...{ host: z.string(), adapter, model: z.looseObject({ name: z.string() }) },
        plan: z.looseObject({ activations: z.string() }),
        cases: z.array(
          z.looseObject({
            case: z.looseObject({ phase: z.string(), batch: z.int().min(1), positions: z.int().min(1) }),
            times: z.array(times.extend({ engine: z.string() })),
            yardstick: times,
          }),
        ),
      }),
    )
    .min(1),
});

/** Reads an audit or a bench from its file's text. Throws GateError naming what is wrong, by its field. */
export function readGateInput(source: string | Uint8Array): GateInput {
  const json = fromJson(source);
  const fields = typeof json === 'object' && json !== null ? json : {};
  if ('variants' in fields)
    return { kind: 'audit', audit: eachOnce(checked(auditSchema, json) as unknown as ModelAudit) };
  if ('reports' in fields)
    return { kind: 'bench', bench: checked(benchSchema, json) as unknown as BenchFile };
  throw new GateError(
    `expected an audit of a model (lab audit model --json) or a bench (npm run bench -- --save-baseline), found ${show(json)}`,
  );
}

/** Variants are found by their ids, and latencies by their batches. */
function eachOnce(audit: ModelAudit): ModelAudit {
  const twice = (where: string, names: readonly (string | number)[]) => {
    const at = names.findIndex((name, i) => names.indexOf(name) < i);
    if (at >= 0)
      throw new GateError(`${where.replace('[]', `[${at}]`)}: expected each once, found ${names[at]} again`);
  };
  twice(
    'variants[].id',
    audit.variants.map(({ id }) => id),
  );
  for (const [i, { latencies }] of audit.variants.entries())
    twice(
      `variants[${i}].latencies[].batch`,
      latencies.map(({ batch }) => batch),
    );
  return audit;
}

function checked(schema: z.ZodType, json: unknown): unknown {
  const result = schema.safeParse(json, { error: describeIssue, reportInput: true });
  if (result.success) return result.data;
  throw new GateError(problemLines(result.error.issues).slice(0, 10).join('\n'));
}
