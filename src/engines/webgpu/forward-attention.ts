import { attentionMergeCall } from '../../kernels/attention_merge.ts';
import { ropeKvCall } from '../../kernels/rope_kv.ts';
import { layerAttention } from '../../model/model-config.ts';
import { ropeIndex } from '../../model/rope-angles.ts';
import type { Forward } from './forward-step.ts';

/** RoPE and KV write, of `parts` partial sums. */
export function ropeKv(
  { list, buffers, kernels, shape, config }: Forward,
  layer: number,
  parts: number,
): void {
  const { tables, partials, angles, q, cache } = buffers;
  const bound = {
    partials,
    stepRows: tables.binding('rows'),
    angles: angles[ropeIndex(config, layer)],
    q,
    k: cache.k[layer],
    v: cache.v[layer],
  };
  const call = ropeKvCall(bound, { rows: shape.rows, parts }, config);
  list.dispatch(kernels.ropeKv, 'rope_kv', `layer${layer}.rope_kv`, call);
}

/** Attention, and the merge of the splits that it leaves. */
export function attend({ list, buffers, kernels, shape, config, forms }: Forward, layer: number): void {
  const { tables, q, values, stats, attended, cache } = buffers;
  const [k, v] = [cache.k[layer], cache.v[layer]];
  const { rows } = shape;
  const local = layerAttention(config, layer).window !== null;
  const dealt = local ? shape.local! : shape.attention;
  const at = `layer${layer}`;
  const [table, blocks] = [tables.binding(local ? 'localItems' : 'items'), tables.binding('blocks')];
  const bound = { q, k, v, items: table, blocks, values, stats, y: attended };
  const attention = forms.attention(config).call(bound, dealt, config);
  const label = dealt.merges ? `${at}.splits` : `${at}.attention`;
  list.dispatch(kernels.attention.get(dealt.kernel)!, 'attention', label, attention);
  if (!dealt.merges) return;
  const splits = tables.binding(local ? 'localSplits' : 'splits');
  const merge = attentionMergeCall({ splits, values, stats, y: attended }, rows, config);
  list.dispatch(kernels.attentionMerge, 'merge', `${at}.attention`, merge);
}
