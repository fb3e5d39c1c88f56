import { type ModelConfig, windowOf } from '../model/model-config.ts';
import { counted } from '../results/text.ts';

/** What a decoder does otherwise than a Llama of plain RoPE, each in a few words; none where it is one. */
export function decoderWords(config: ModelConfig): string[] {
  const { attention = [], qkvBias, outBias, mlpBias, qkNorm, norms, ropeScaling } = config;
  const biased = [qkvBias && 'q, k and v', outBias && 'o', mlpBias && 'the MLP'].filter(Boolean);
  const among = (found: (layer: (typeof attention)[number]) => boolean, words: string) => {
    const layers = attention.filter(found).length;
    return layers > 0 && `${words} in ${counted(layers, 'layer')} of ${config.layers}`;
  };
  const window = windowOf(config);
  return [
    biased.length > 0 && `biases of ${biased.join(', ')}`,
    qkNorm && `q and k normalised${qkNorm === 'projection' ? ' as a whole' : ''}`,
    norms && `norms ${norms === 'after' ? 'behind' : 'around'} attention and MLP`,
    config.experts &&
      `each MLP a mixture of ${counted(config.experts.count, 'expert')}, ${config.experts.perToken} a token, weights ${config.experts.normalised ? 'scaled to sum to 1' : 'as the softmax has them'}`,
    config.gate && 'GELU in its tanh form',
    ropeScaling && `RoPE scaled as ${ropeScaling.kind}`,
    among(({ rope }) => rope === 'none', 'no RoPE'),
    among(({ rope }) => rope === 'local', `a RoPE base of ${config.localRope?.theta}`),
    among((layer) => layer.window !== null, `a window of ${window}`),
    config.embeddingScale !== undefined && `embeddings times ${config.embeddingScale}`,
    config.attentionScale !== undefined && `scores times ${config.attentionScale}`,
    config.residualScale !== undefined && `branches times ${config.residualScale}`,
    config.logitDivisor !== undefined && `logits over ${config.logitDivisor}`,
  ].filter((words) => typeof words === 'string');
}
