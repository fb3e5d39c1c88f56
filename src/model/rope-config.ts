import { z } from 'zod';
import { naturalLog } from '../numerics/portable/f64/power.ts';
import { only, positive, size } from './config-fields.ts';
import type { Rope, RopeScaling } from './model-config.ts';
import { ModelError, parseField } from './model-error.ts';

/** What a config says of RoPE: older files in three fields, those of transformers 5 in one. */
export interface RopeFields {
  readonly rope_theta?: number | null | undefined;
  readonly rope_scaling?: unknown;
  readonly rope_parameters?: unknown;
}

/** What scaling by LongRoPE needs to know of the rest of the config. */
export interface LongRopeSizes {
  readonly headDim: number;
  readonly positions: number;
  /** Null where the config does not say for how many positions the model was first trained. */
  readonly originalPositions: number | null;
}

const KINDS = ['default', 'linear', 'llama3', 'longrope'] as const;
const LISTED = '"default", "linear", "llama3" or "longrope"';

const kindSchema = z.looseObject(
  { rope_type: z.string(LISTED).optional(), type: z.string(LISTED).optional() },
  'an object or null',
);

const divisors = z.array(positive, 'an array of numbers');
const COMMON = {
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: positive.optional(),
  partial_rotary_factor: only(1),
};
const positions = size(16_777_216);
const SCHEMAS = {
  default: z.strictObject(COMMON),
  linear: z.strictObject({ ...COMMON, factor: positive }),
  llama3: z.strictObject({
    ...COMMON,
    factor: positive,
    low_freq_factor: positive,
    high_freq_factor: positive,
    original_max_position_embeddings: positions,
  }),
  longrope: z.strictObject({
    ...COMMON,
    short_factor: divisors,
    long_factor: divisors,
    factor: positive.nullish(),
    attention_factor: positive.nullish(),
    original_max_position_embeddings: positions.nullish(),
  }),
};

/** What a config says, and at how many positions. */
export interface SaidRope {
  readonly rope: Rope;
  /** Fewer than the config's where those past them are turned by other angles. */
  readonly positions: number;
}

/**
 * The base and its scaling, 10,000 and none where nothing is said. Throws ModelError naming the field for a kind that is not known (`dynamic`,
 * `yarn`), a field that the kind does not have, and two bases that disagree.
 */
export function parseRope(fields: RopeFields, where: string, sizes: LongRopeSizes): SaidRope {
  const { rope_theta: outer, rope_scaling, rope_parameters } = fields;
  const field = rope_parameters == null ? 'rope_scaling' : 'rope_parameters';
  const said = readScaling(fields[field], `${where}: ${field}`, sizes);
  if (rope_parameters != null && rope_scaling != null)
    // Files that carry both, for old and new readers, say one thing twice.
    refuseOther(said, readScaling(rope_scaling, `${where}: rope_scaling`, sizes), where);
  const inner = said.theta;
  if (inner != null && outer != null && inner !== outer)
    throw new ModelError(where, `${field}.rope_theta: expected rope_theta's ${outer}, found ${inner}`);
  const theta = inner ?? outer ?? 10_000;
  return {
    rope: said.scaling ? { theta, scaling: said.scaling } : { theta },
    positions: said.positions ?? sizes.positions,
  };
}

interface Said {
  readonly theta?: number | undefined;
  readonly scaling: RopeScaling | null;
  readonly positions?: number;
}

function readScaling(value: unknown, at: string, sizes: LongRopeSizes): Said {
  if (value == null) return { scaling: null };
  const named = parseIn(kindSchema, value, at);
  const [key, name] = named.rope_type !== undefined ? ['rope_type', named.rope_type] : ['type', named.type];
  // What LongRoPE was called when it was published with Phi-3.
  const kind =
    name === undefined ? 'default' : KINDS.find((each) => each === (name === 'su' ? 'longrope' : name));
  if (!kind) throw new ModelError(`${at}.${key}`, `expected ${LISTED}, found ${JSON.stringify(name)}`);
  return SCALINGS[kind](value, at, sizes);
}

const SCALINGS: Record<(typeof KINDS)[number], (value: unknown, at: string, sizes: LongRopeSizes) => Said> = {
  default: (value, at) => ({ theta: parseIn(SCHEMAS.default, value, at).rope_theta, scaling: null }),
  linear(value, at) {
    const { rope_theta: theta, factor } = parseIn(SCHEMAS.linear, value, at);
    return { theta, scaling: { kind: 'linear', factor } };
  },
  llama3(value, at) {
    const said = parseIn(SCHEMAS.llama3, value, at);
    const {
      rope_theta: theta,
      factor,
      low_freq_factor: lowFrequency,
      high_freq_factor: highFrequency,
    } = said;
    if (highFrequency <= lowFrequency)
      throw new ModelError(
        `${at}.high_freq_factor`,
        `expected more than low_freq_factor (${lowFrequency}), found ${highFrequency}`,
      );
    const originalPositions = said.original_max_position_embeddings;
    return { theta, scaling: { kind: 'llama3', factor, lowFrequency, highFrequency, originalPositions } };
  },
  longrope(value, at, { headDim, positions: most, originalPositions }) {
    const said = parseIn(SCHEMAS.longrope, value, at);
    const { short_factor: short, long_factor: long } = said;
    if (short.length !== headDim / 2)
      throw new ModelError(
        `${at}.short_factor`,
        `expected ${headDim / 2} numbers, half of head_dim, found ${short.length}`,
      );
    const original = originalPositions ?? said.original_max_position_embeddings;
    if (original == null)
      throw new ModelError(at, 'original_max_position_embeddings: expected an integer, found none');
    const grown = originalPositions === null ? (said.factor ?? most / original) : most / original;
    const usual = grown <= 1 ? 1 : Math.sqrt(1 + naturalLog(grown) / naturalLog(original));
    const magnitude = said.attention_factor ?? usual;
    if (!Number.isFinite(magnitude))
      throw new ModelError(
        at,
        `original_max_position_embeddings: expected at least 2 where more positions follow, found ${original}`,
      );
    // A sequence that grows past the original positions would be computed anew, by the other divisors.
    const within = short.every((divisor, i) => divisor === long[i]) ? most : Math.min(most, original);
    return {
      theta: said.rope_theta,
      scaling: { kind: 'longrope', divisors: short, magnitude },
      positions: within,
    };
  },
};

function refuseOther(a: Said, b: Said, where: string): void {
  if (JSON.stringify(a.scaling) === JSON.stringify(b.scaling)) return;
  throw new ModelError(where, 'rope_scaling: expected what rope_parameters says, found another scaling');
}

/** `at` ends in the field's name, which a nested field's goes on from. */
function parseIn<Schema extends z.ZodType>(schema: Schema, value: unknown, at: string): z.output<Schema> {
  const [where, field] = [at.slice(0, at.lastIndexOf(': ')), at.slice(at.lastIndexOf(': ') + 2)];
  return parseField(z.object({ [field]: schema }), { [field]: value }, where)[field] as z.output<Schema>;
}
