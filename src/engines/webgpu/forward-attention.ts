import { attentionMergeCall } from '../../kernels/attention_merge.ts';
import { qkNormCall } from '../../kernels/qk_norm.ts';
import { qkvBiasCall } from '../../kernels/qkv_bias.ts';
import { ropeKvCall } from '../../kernels/rope_kv.ts';
import type { Forward } from './forward-step.ts';
import type { GpuLayer } from './gpu-weights.ts';
import { qkNormKey } from './kernel-library.ts';

/** Biases and norms of queries and keys, where the model has them; returns how many partial sums there are then. */
export function project(
  { list, buffers, kernels, shape, plans, config }: Forward,
  at: string,
  { qkvBias: bias, qkNorm: gain }: GpuLayer,
  sums: number,
): number {
  const { partials } = buffers;
  const { rows } = shape;
  let parts = sums;
  if (bias) {
    const call = qkvBiasCall({ bias, partials }, { rows, parts }, config);
    list.dispatch(kernels.projected.get('qkv_bias')!, 'qkv_bias', `${at}.qkv_bias`, call);
    parts = 1;
  }
  if (gain && plans.headNorm) {
    const kernel = kernels.projected.get(qkNormKey(plans.headNorm.q.lanes))!;
    const call = qkNormCall({ gain, partials }, { rows, parts }, config);
    list.dispatch(kernel, 'qk_norm', `${at}.qk_norm`, call);
    parts = 1;
  }
  return parts;
}

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
    angles,
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
  const { rows, attention: dealt } = shape;
  const at = `layer${layer}`;
  const [table, blocks] = [tables.binding('items'), tables.binding('blocks')];
  const bound = { q, k, v, items: table, blocks, values, stats, y: attended };
  const attention = forms.attention(config).call(bound, dealt, config);
  const label = dealt.merges ? `${at}.splits` : `${at}.attention`;
  list.dispatch(kernels.attention.get(dealt.kernel)!, 'attention', label, attention);
  if (!dealt.merges) return;
  const splits = tables.binding('splits');
  const merge = attentionMergeCall({ splits, values, stats, y: attended }, rows, config);
  list.dispatch(kernels.attentionMerge, 'merge', `${at}.attention`, merge);
}
