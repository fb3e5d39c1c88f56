import residual from '../../shaders/lib/epilogue_residual.wgsl?raw';
import ropeKv from '../../shaders/lib/epilogue_rope_kv.wgsl?raw';
import sums from '../../shaders/lib/epilogue_sums.wgsl?raw';
import swiglu from '../../shaders/lib/epilogue_swiglu.wgsl?raw';
import type { ModelConfig } from '../model/config.ts';
import type { MatmulName } from '../model/operations.ts';

export type EpilogueName = 'sums' | 'residual' | 'swiglu' | 'rope_kv';

/** What a product's kernel does with its sums: a prelude that owns bind group 2 and gives what lib/epilogue_sums.wgsl says. */
export interface Epilogue {
  readonly name: EpilogueName;
  readonly prelude: string;
  readonly constants: Readonly<Record<string, number>>;
}

/** What an epilogue binds, in the order in which its prelude declares it. */
export interface EpilogueBuffers<Data> {
  readonly inputs: readonly Data[];
  readonly outputs: readonly Data[];
}

/** Leaves the sums as they are, for another kernel to read. */
export const SUMS: Epilogue = { name: 'sums', prelude: sums, constants: {} };

const RESIDUAL: Epilogue = { name: 'residual', prelude: residual, constants: {} };
const SWIGLU: Epilogue = { name: 'swiglu', prelude: swiglu, constants: {} };

/**
 * What may follow a product of a model in the same dispatch. Heads that are no whole runs of eight are turned by a kernel of their own,
 * and so are those with a bias or a norm before that.
 */
export function epilogueOf(name: MatmulName, { heads, kvHeads, headDim, qkvBias, qkNorm }: Heads): Epilogue {
  switch (name) {
    case 'qkv': {
      const constants = { HEADS: heads, KV_HEADS: kvHeads, HALF_GROUPS: headDim / 8 };
      return headDim % 8 === 0 && !qkvBias && !qkNorm
        ? { name: 'rope_kv', prelude: ropeKv, constants }
        : SUMS;
    }
    case 'o':
    case 'down':
      return RESIDUAL;
    case 'gate_up':
      return SWIGLU;
    case 'head':
      return SUMS;
  }
}

type Heads = Pick<ModelConfig, 'heads' | 'kvHeads' | 'headDim' | 'qkvBias' | 'qkNorm'>;

/** `SUMS` into a buffer: (parts, rows, 4 * quads) f32. */
export function sumsTo<Data>(partials: Data): EpilogueBuffers<Data> {
  return { inputs: [], outputs: [partials] };
}
