import embed from '../../shaders/embed.wgsl?raw';
import embedScaled from '../../shaders/embed_scaled.wgsl?raw';
import embedToken from '../../shaders/lib/embed_token.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { covering, grid } from './grid.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

export function embedSource(
  dtypes: KernelDtypes,
  { embeddingScale: scale }: Pick<ModelConfig, 'embeddingScale'>,
): KernelSource {
  if (scale === undefined) return withDtypes('embed', dtypes, [embedToken, embed]);
  return withDtypes('embed_scaled', dtypes, [embedToken, embedScaled], { SCALE: Math.fround(scale) });
}

export interface EmbedBuffers<Data> {
  readonly tokens: Data; // (rows), as `tokenWord` gives them
  readonly chosen: Data; // (rows of the step before, chosenWords): token, ...
  readonly table: readonly Data[]; // (groups, quads), packed like a head's weights
  readonly x: Data; // (rows, hidden)
}

const AWAITED = 0x80000000;

/** A token as the kernel reads it: itself, or where the step before still chooses it, by which of that step's samples. */
export function tokenWord(token: number, awaits: number | undefined): number {
  return awaits === undefined ? token : AWAITED + awaits;
}

/** `groups` and `quads` are the packed table's, `chosenWords` what the step before left of each sampled row. */
export function embedCall<Data>(
  { tokens, chosen, table, x }: EmbedBuffers<Data>,
  { rows, groups, quads, chosenWords }: Readonly<Record<'rows' | 'groups' | 'quads' | 'chosenWords', number>>,
): KernelCall<Data> {
  return {
    inputs: [tokens, chosen],
    outputs: [x],
    weights: table,
    params: { rows, groups, quads, chosen_words: chosenWords },
    workgroups: grid(covering(groups, 64), rows),
  };
}
