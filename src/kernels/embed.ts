import embed from '../../shaders/embed.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import { covering, grid } from './grid.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function embedSource(dtypes: KernelDtypes): KernelSource {
  return withDtypes('embed', dtypes, [embed]);
}

export interface EmbedBuffers<Data> {
  readonly tokens: Data; // (rows)
  readonly table: readonly Data[]; // (groups, quads), packed like a head's weights
  readonly x: Data; // (rows, hidden)
}

/** `groups` and `quads` are the packed table's. */
export function embedCall<Data>(
  { tokens, table, x }: EmbedBuffers<Data>,
  { rows, groups, quads }: Readonly<Record<'rows' | 'groups' | 'quads', number>>,
): KernelCall<Data> {
  return {
    inputs: [tokens],
    outputs: [x],
    weights: table,
    params: { rows, groups, quads },
    workgroups: grid(covering(groups, 64), rows),
  };
}
