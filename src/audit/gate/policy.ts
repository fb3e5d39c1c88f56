import { z } from 'zod';
import { describeIssue, problemLines } from '../../experiment/errors.ts';
import { between } from '../../experiment/field-schemas.ts';
import { JsonError, parseJson } from '../../experiment/read-json.ts';
import { GateError } from './gate-error.ts';
import { GATE_AXES, type GateAxis, MEASURES, type Measure } from './measures.ts';

const GATE_MODES = ['block', 'warn', 'off'] as const;
export type GateMode = (typeof GATE_MODES)[number];

/** How much worse a measure may become. */
export interface GateRule {
  /**
   * Against the baseline. Of times, bytes, costs and perplexity a share of the baseline's value (0.1: a tenth more); of tasks a share of all tasks (0.02: two in a hundred
   * that are no longer passed); of KL nats.
   */
  readonly tolerance: number;
  /** Never worse than this, whatever the baseline: milliseconds, bytes, the price's currency, nats; of tasks the least share that is passed. Left out: no such limit. */
  readonly limit?: number | undefined;
}

export interface AxisPolicy {
  /** `block`: a failure fails the gate. `warn`: it is told. `off`: it is not judged. */
  readonly mode: GateMode;
  /** By measure; one that is left out is not judged. */
  readonly measures: Readonly<Partial<Record<Measure, GateRule>>>;
}

/** What a gate lets through; the axes that are left out are off. */
export interface GatePolicy {
  readonly version: 1;
  /** Of each interval. */
  readonly confidence: number;
  /** When doubt counts: `any` check that is unclear makes its axis unclear, or only where `all` are. */
  readonly doubt: 'any' | 'all';
  /** Of the baseline's variants, by their ids; left out: every one. */
  readonly variants?: readonly string[] | undefined;
  readonly axes: Readonly<Partial<Record<GateAxis, AxisPolicy>>>;
}

const ruleSchema = z.strictObject({
  tolerance: between(0, 100),
  limit: between(0, 1e18).optional(),
});

/** Bits are the same or they are not. */
const exactSchema = z.strictObject({ tolerance: z.literal(0).default(0) });

function axisSchema<const Measures extends readonly [string, ...string[]]>(
  measures: Measures,
  rule: z.ZodType,
) {
  const fields = Object.fromEntries(measures.map((measure) => [measure, rule.optional()]));
  return z
    .strictObject({ mode: z.enum(GATE_MODES).default('block'), measures: z.strictObject(fields) })
    .optional();
}

const schema = z.strictObject({
  version: z.literal(1),
  confidence: between(0.5, 0.9999).default(0.99),
  doubt: z.enum(['any', 'all']).default('any'),
  variants: z.array(z.string().min(1).max(64)).min(1).max(64).optional(),
  axes: z.strictObject({
    speed: axisSchema(MEASURES.speed, ruleSchema),
    memory: axisSchema(MEASURES.memory, ruleSchema),
    quality: axisSchema(MEASURES.quality, ruleSchema),
    cost: axisSchema(MEASURES.cost, ruleSchema),
    bits: axisSchema(MEASURES.bits, exactSchema),
  }),
});

/** Reads a policy from the text of its file. Throws GateError naming each field that is wrong, one a line. */
export function parsePolicy(source: string | Uint8Array): GatePolicy {
  const json = fromJson(source);
  const result = schema.safeParse(json, { error: describeIssue, reportInput: true });
  if (!result.success) {
    const lines = problemLines(result.error.issues);
    throw new GateError(lines.map((line) => line.replace(/^experiment: /, 'policy: ')).join('\n'));
  }
  const policy = result.data as GatePolicy;
  if (GATE_AXES.every((axis) => (policy.axes[axis]?.mode ?? 'off') === 'off'))
    throw new GateError('axes: expected at least one that blocks or warns, found none');
  return policy;
}

/** The JSON of a text. Throws GateError with its line and column. */
export function fromJson(source: string | Uint8Array): unknown {
  try {
    return parseJson(source);
  } catch (cause) {
    throw cause instanceof JsonError ? new GateError(cause.message, { cause }) : cause;
  }
}

/** A tenth slower, a hundredth worse, not a byte of weights more; another price and other bits are told. */
export const DEFAULT_POLICY: GatePolicy = {
  version: 1,
  confidence: 0.99,
  doubt: 'any',
  axes: {
    speed: { mode: 'block', measures: { 'wave p50': { tolerance: 0.1 }, step: { tolerance: 0.1 } } },
    memory: {
      mode: 'block',
      measures: { weights: { tolerance: 0 }, kv: { tolerance: 0 }, peak: { tolerance: 0.05 } },
    },
    quality: {
      mode: 'block',
      measures: { tasks: { tolerance: 0.05 }, perplexity: { tolerance: 0.01 }, kl: { tolerance: 0.01 } },
    },
    cost: { mode: 'warn', measures: { thousand: { tolerance: 0.1 } } },
    bits: { mode: 'warn', measures: { fingerprint: { tolerance: 0 } } },
  },
};
