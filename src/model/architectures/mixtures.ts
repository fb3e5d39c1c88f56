import { z } from 'zod';
import { flag, only, size, unsupported } from '../config-fields.ts';
import { ModelError } from '../model-error.ts';
import { type Architecture, biasesOf, type Extra, SIZES, silu } from './architecture.ts';
import { qwenWindows } from './qwen.ts';

/** What mixtures of experts say of their routers; transformers leaves out none of the sizes, and a weight that is not scaled is `false`. */
const routed = {
  num_experts: size(1_024),
  num_experts_per_tok: size(64),
  norm_topk_prob: flag,
};

/** Throws ModelError where a token is to go through more experts than there are. */
function expertsOf(fields: z.output<z.ZodObject<typeof routed>>, where: string): Extra {
  const { num_experts: count, num_experts_per_tok: perToken, norm_topk_prob: normalised } = fields;
  if (perToken > count)
    throw new ModelError(
      where,
      `num_experts_per_tok: expected at most num_experts (${count}), found ${perToken}`,
    );
  return { experts: { count, perToken, normalised } };
}

export const olmoe: Architecture = {
  required: SIZES,
  tied: false,
  extra(_, where, parse) {
    const fields = parse(
      z.object({ ...silu, ...routed, attention_bias: only(false), clip_qkv: unsupported }),
    );
    return { qkNorm: 'projection', ...expertsOf(fields, where) };
  },
};

/** Every layer a mixture: those of a Qwen3-MoE that are not (`mlp_only_layers`, `decoder_sparse_step`) are refused. */
export const qwen3Moe: Architecture = {
  required: [...SIZES, 'head_dim'],
  tied: false,
  extra({ layers }, where, parse) {
    const fields = parse(
      z.object({
        ...silu,
        ...routed,
        attention_bias: flag.nullish(),
        moe_intermediate_size: size(1_048_576),
        decoder_sparse_step: only(1),
        mlp_only_layers: z.array(z.unknown()).max(0, '[], since every layer must be a mixture').nullish(),
      }),
    );
    return {
      ...{ ...biasesOf(fields), qkNorm: true, ...qwenWindows(layers, where, parse) },
      intermediateSize: fields.moe_intermediate_size,
      ...expertsOf(fields, where),
    };
  },
};
