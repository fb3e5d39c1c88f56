import alone from '../../shaders/lib/epilogue_alone.wgsl?raw';
import normRopeKv from '../../shaders/lib/epilogue_norm_rope_kv.wgsl?raw';
import residual from '../../shaders/lib/epilogue_residual.wgsl?raw';
import ropeKv from '../../shaders/lib/epilogue_rope_kv.wgsl?raw';
import sums from '../../shaders/lib/epilogue_sums.wgsl?raw';
import swiglu from '../../shaders/lib/epilogue_swiglu.wgsl?raw';
import halving from '../../shaders/lib/halving.wgsl?raw';
import ropePairs from '../../shaders/lib/rope_pairs.wgsl?raw';
import silu from '../../shaders/lib/silu.wgsl?raw';
import type { ModelConfig } from '../model/model-config.ts';
import type { MatmulName } from '../model/operations.ts';
import { powerOfTwo } from '../numerics/power-of-two.ts';

export type EpilogueKind = 'sums' | 'residual' | 'swiglu' | 'rope_kv';

/** What a product's kernel does with its sums: a prelude that owns bind group 2 and gives what lib/epilogue_sums.wgsl says. */
export interface Epilogue {
  readonly kind: EpilogueKind;
  /** Those of one name differ in nothing that is compiled. */
  readonly name: string;
  readonly prelude: string;
  readonly constants: Readonly<Record<string, number>>;
  /** Storage buffers that it binds. */
  readonly storage: number;
  /** Pairs of column quads that it needs together in a workgroup, which has whole multiples of them; null where a pair ends by itself. */
  readonly pairs: number | null;
}

/** What an epilogue binds, in the order in which its prelude declares it. */
export interface EpilogueBuffers<Data> {
  readonly inputs: readonly Data[];
  readonly outputs: readonly Data[];
  /** What it reads that is small and the same for all rows: uniforms are not counted among a kernel's storage buffers, of which some adapters have eight. */
  readonly uniforms?: readonly Data[];
}

/** What a workgroup of a product ends: rows by pairs of column quads, and by how many threads. */
export interface Block {
  readonly rows: number;
  readonly pairs: number;
  readonly threads: number;
}

const EACH_ALONE = { constants: {}, storage: 1, pairs: null } as const;

/** Leaves the sums as they are, for another kernel to read. */
export const SUMS: Epilogue = {
  ...{ kind: 'sums', name: 'sums', ...EACH_ALONE },
  prelude: [sums, alone].join('\n'),
};

const RESIDUAL: Epilogue = {
  ...{ kind: 'residual', name: 'residual', ...EACH_ALONE },
  prelude: [residual, alone].join('\n'),
};
const SWIGLU: Epilogue = {
  ...{ kind: 'swiglu', name: 'swiglu', ...EACH_ALONE },
  prelude: [silu, swiglu, alone].join('\n'),
};

/** Storage buffers of a product's kernel beside those of its weights and its epilogue: activations and the bounds of chunks. */
export const PRODUCT_STORAGE = 2;

/** Bytes of a uniform that every adapter takes. */
const MOST_UNIFORM = 65_536;
/** Elements of a head that eight rows of finished sums have room for in the memory of every adapter's workgroups. */
const MOST_NORMED = 256;
/** And where threads that share rows, which come in fours, take four heads to an odd number of pairs. */
const MOST_ODD = 128;

/**
 * What may follow a product of a model in the same dispatch. Heads that are no whole runs of eight are turned by a kernel of their own, and what few
 * models do to finished sums is done by kernels of their own too. `lanes`: of the norm of queries and keys, by its plan for the step's M, where the
 * model has one.
 */
export function epilogueOf(name: MatmulName, model: Heads & Ends, lanes?: number): Epilogue {
  const { outBias, mlpBias, gate } = model;
  switch (name) {
    case 'qkv':
      return ropeKvOf(model, lanes) ?? SUMS;
    case 'o':
      return outBias || changesSums(model) ? SUMS : RESIDUAL;
    case 'down':
      return mlpBias || changesSums(model) ? SUMS : RESIDUAL;
    case 'gate_up':
      return mlpBias || gate ? SUMS : SWIGLU;
    case 'head':
      return SUMS;
  }
}

type Ends = Pick<ModelConfig, 'outBias' | 'mlpBias' | 'norms' | 'gate' | 'residualScale'>;

/** Whether what attention and MLP give goes through more than an addition on its way to the residual stream. */
function changesSums({ norms, residualScale }: Ends): boolean {
  return norms !== undefined || residualScale !== undefined;
}

type Heads = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim' | 'qkvBias' | 'qkNorm' | 'rmsNormEps'>;

/** Null where kernels of their own have to do it. */
function ropeKvOf(
  { heads, kvHeads, headDim, qkvBias, qkNorm, rmsNormEps }: Heads,
  lanes: number | undefined,
): Epilogue | null {
  const columns = (heads + 2 * kvHeads) * headDim;
  if (headDim % 8 !== 0 || (qkvBias && columns * 4 > MOST_UNIFORM)) return null;
  // A workgroup has whole heads, not whole projections.
  if (qkNorm === 'projection') return null;
  if (qkNorm && (lanes === undefined || headDim > (headDim % 16 === 0 ? MOST_NORMED : MOST_ODD))) return null;
  const half = headDim / 8;
  const constants = { HEADS: heads, KV_HEADS: kvHeads, HALF_GROUPS: half };
  const added = qkvBias ? uniform(FIRST_UNIFORM, 'bias', columns / 4) : '';
  const withBias = `fn with_bias(quad: u32, sums: vec4f) -> vec4f {\n  return sums${qkvBias ? ' + kept4(bias[quad])' : ''};\n}\n`;
  const common = { kind: 'rope_kv', storage: 5 } as const;
  const name = qkvBias ? 'bias_' : '';
  if (lanes === undefined || !qkNorm)
    return {
      ...{ ...common, constants, pairs: null, name: `${name}rope_kv` },
      prelude: [ropePairs, added, withBias, ropeKv, alone].join('\n'),
    };
  // Lanes beyond a head's elements are zero, and zero adds nothing to a sum of squares.
  const reached = Math.min(lanes, powerOfTwo(headDim));
  const norm = {
    NORM_LANES: reached,
    INVERSE_TERMS: Math.fround(1 / headDim),
    EPSILON: Math.fround(rmsNormEps),
  };
  const gain = uniform(FIRST_UNIFORM + (qkvBias ? 1 : 0), 'gain', headDim / 2);
  return {
    ...{
      ...common,
      constants: { ...constants, ...norm },
      pairs: half,
      name: `${name}norm${reached}_rope_kv`,
    },
    prelude: [ropePairs, added, gain, withBias, halving, normRopeKv].join('\n'),
  };
}

/** Behind what lib/rope_pairs.wgsl binds. */
const FIRST_UNIFORM = 5;

/** So many quads of four f32, of columns or elements of heads: WGSL wants the size of a uniform written out. */
function uniform(binding: number, name: string, quads: number): string {
  return `@group(2) @binding(${binding}) var<uniform> ${name}: array<vec4f, ${quads}>;\n`;
}

/** The constants of an epilogue in a kernel whose workgroups end such blocks. */
export function endingIn({ constants, pairs }: Epilogue, block: Block): Readonly<Record<string, number>> {
  if (pairs === null) return constants;
  return { ...constants, HELD_ROWS: block.rows, HELD_PAIRS: block.pairs, HELD_THREADS: block.threads };
}

/** The pairs of a workgroup that would have `pairs`, where it has to have whole multiples of an epilogue's. */
export function wholePairs({ pairs: together }: Pick<Epilogue, 'pairs'>, pairs: number): number {
  return together === null ? pairs : Math.ceil(pairs / together) * together;
}

/** Workgroups that are narrow, or whose memory is full, have no room for what an epilogue needs together, and leave their sums. */
export function endingAlone(epilogue: Epilogue): Epilogue {
  return epilogue.pairs === null ? epilogue : SUMS;
}

/** `SUMS` into a buffer: (parts, rows, 4 * quads) f32. */
export function sumsTo<Data>(partials: Data): EpilogueBuffers<Data> {
  return { inputs: [], outputs: [partials] };
}
