import type { ModelConfig } from '../../model-config.ts';
import { windowOf } from '../../model-config.ts';
import type { Entry } from './entries.ts';

/** `general.architecture` of the files that a config's models are. */
export function ggufArchitecture(config: ModelConfig): string {
  const { norms, attention = [], qkNorm, qkvBias, outBias, fusedTensors, attentionScale, experts } = config;
  if (experts) return qkNorm === 'projection' ? 'olmoe' : 'qwen3moe';
  if (norms === 'around') return 'gemma3';
  if (norms === 'after') return 'olmo2';
  if (fusedTensors) return 'phi3';
  if (attentionScale !== undefined) return 'granite';
  if (attention.some(({ rope }) => rope === 'none')) return 'smollm3';
  if (qkNorm) return 'qwen3';
  return qkvBias && !outBias ? 'qwen2' : 'llama';
}

/** A config as metadata, but for its special tokens. */
export function configEntries(config: ModelConfig): Map<string, Entry> {
  const arch = ggufArchitecture(config);
  const entries = new Map<string, Entry>();
  const u32 = (key: string, value: number) => entries.set(`${arch}.${key}`, { type: 'u32', value });
  const f32 = (key: string, value: number | undefined) =>
    value !== undefined && entries.set(`${arch}.${key}`, { type: 'f32', value });
  u32('block_count', config.layers);
  u32('context_length', config.maxPositions);
  u32('embedding_length', config.hiddenSize);
  u32('feed_forward_length', config.intermediateSize);
  if (config.experts) {
    u32('expert_count', config.experts.count);
    u32('expert_used_count', config.experts.perToken);
    u32('expert_feed_forward_length', config.intermediateSize);
  }
  u32('attention.head_count', config.heads);
  u32('attention.head_count_kv', config.kvHeads);
  u32('attention.key_length', config.headDim);
  u32('attention.value_length', config.headDim);
  u32('rope.dimension_count', config.headDim);
  u32('vocab_size', config.vocabSize);
  f32('attention.layer_norm_rms_epsilon', config.rmsNormEps);
  f32('rope.freq_base', config.ropeTheta);
  const window = windowOf(config);
  // Phi-3's converter says 0 where there is none, and llama.cpp wants the key.
  if (window !== null || arch === 'phi3') u32('attention.sliding_window', window ?? 0);
  if (arch === 'granite') {
    f32('embedding_scale', config.embeddingScale ?? 1);
    f32('attention.scale', config.attentionScale);
    f32('residual_scale', config.residualScale ?? 1);
    f32('logit_scale', config.logitDivisor ?? 1);
  }
  if (config.localRope && config.localRope.theta !== 10_000)
    f32('rope.freq_base_swa', config.localRope.theta);
  scalingEntries(config, arch, entries);
  return entries;
}

function scalingEntries(
  { ropeScaling, maxPositions }: ModelConfig,
  arch: string,
  entries: Map<string, Entry>,
): void {
  if (ropeScaling?.kind === 'linear') {
    entries.set(`${arch}.rope.scaling.type`, { type: 'string', value: 'linear' });
    entries.set(`${arch}.rope.scaling.factor`, { type: 'f32', value: ropeScaling.factor });
  }
  if (ropeScaling?.kind === 'longrope' && ropeScaling.magnitude !== 1)
    entries.set(`${arch}.rope.scaling.attn_factor`, { type: 'f32', value: ropeScaling.magnitude });
  if (arch === 'phi3')
    entries.set(`${arch}.rope.scaling.original_context_length`, { type: 'u32', value: maxPositions });
}
