import { weightMemory } from '../engines/webgpu/memory.ts';
import { writeNamed } from '../experiment/model-source.ts';
import type { ModelConfig } from '../model/model-config.ts';
import type { Chosen, Listing } from '../model/sources/listing.ts';
import type { LookedUp } from '../model/sources/look-up.ts';
import { bytesWords } from '../results/amounts.ts';

/** Tokens that figures of memory are given for, beside the longest context. */
const SHORT_CONTEXT = 2048;

/** What a source is before anything of its weights is downloaded; `lacking`: bytes that are not kept yet. */
export function sourceLines(
  { listing, chosen, config, refused, unknown }: LookedUp,
  lacking: number | null,
): string[] {
  const { source, revision, asked, host } = listing;
  const size = chosen.bytes === null ? 'of a size that the host does not say' : bytesWords(chosen.bytes);
  return [
    `${writeNamed({ source, revision: null })}: ${chosen.files.length} files, ${size}, from ${host}`,
    ...(revision === null
      ? []
      : [`revision      ${revision}${asked === revision ? '' : ` (${asked ?? 'main'})`}`]),
    `hash          ${chosen.hash ?? 'known once the weights are read'}`,
    ...chosen.files.map(
      (file) => `  ${(file.size === null ? '?' : bytesWords(file.size)).padStart(10)}  ${file.path}`,
    ),
    ...(refused === null ? needLines(config, unknown) : [`refused       ${refused}`]),
    ...leftOut({ listing, chosen }),
    `to download   ${lacking === null ? 'not known' : lacking === 0 ? 'nothing, all of it is kept' : bytesWords(lacking)}`,
  ];
}

/** What an arm may hold weights in, the largest first. */
const FORMATS = ['f32', 'bf16', 'q8', 'q4'] as const;

/** Memory that a model takes on a device; `unknown`: why that cannot be told yet. */
export function needLines(config: ModelConfig | null, unknown: string | null = null): string[] {
  if (config === null)
    return [`needs         known once it is downloaded${unknown === null ? '' : `: ${unknown}`}`];
  const held = FORMATS.map((format) => `${bytesWords(weightMemory(config, format).total)} as ${format}`);
  const kv = (positions: number) =>
    bytesWords(2 * 2 * config.layers * config.kvHeads * config.headDim * positions);
  const contexts = [...new Set([Math.min(SHORT_CONTEXT, config.maxPositions), config.maxPositions])];
  return [
    `weights       on the device ${held.join(', ')}`,
    `KV cache      ${contexts.map((positions) => `${kv(positions)} for ${positions.toLocaleString('en')} positions`).join(', ')}, in bf16`,
  ];
}

/** Other weights there, which a reader may look for. */
function leftOut({ listing, chosen }: { readonly listing: Listing; readonly chosen: Chosen }): string[] {
  const others = listing.files.filter(({ path }) => /\.gguf$/i.test(path) && !chosen.weights.includes(path));
  return others.length === 0 ? [] : [`beside        ${others.map(({ path }) => path).join(', ')}`];
}
