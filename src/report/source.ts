import { writeNamed } from '../experiment/model-source.ts';
import type { ModelNeeds } from '../lab/model-needs.ts';
import type { Chosen, Listing } from '../model/sources/listing.ts';
import type { LookedUp } from '../model/sources/look-up.ts';
import { bytesWords } from '../results/amounts.ts';
import { counted, grouped, paragraph } from '../results/text.ts';

/**
 * What a source is before anything of its weights is downloaded; `lacking`: bytes that are not kept yet; `needs`: lines of what it takes, as far as
 * its config tells.
 */
export function sourceLines(
  { listing, chosen, refused, unknown }: LookedUp,
  lacking: number | null,
  needs: readonly string[] | null,
): string[] {
  const { source, revision, asked, host } = listing;
  const size = chosen.bytes === null ? 'of a size that the host does not say' : bytesWords(chosen.bytes);
  return [
    `${writeNamed({ source, revision: null })}: ${counted(chosen.files.length, 'file')}, ${size}, from ${host}`,
    ...(revision === null
      ? []
      : [`revision      ${revision}${asked === revision ? '' : ` (${asked ?? 'main'})`}`]),
    `hash          ${chosen.hash ?? 'known once the weights are read'}`,
    ...chosen.files.map(
      (file) => `  ${(file.size === null ? '?' : bytesWords(file.size)).padStart(10)}  ${file.path}`,
    ),
    ...(refused === null ? (needs ?? [unknownNeeds(unknown)]) : [`refused       ${refused}`]),
    ...leftOut({ listing, chosen }),
    `to download   ${lacking === null ? 'not known' : lacking === 0 ? 'nothing, all of it is kept' : bytesWords(lacking)}`,
  ];
}

/** `unknown`: why. */
function unknownNeeds(unknown: string | null): string {
  return `needs         known once it is downloaded${unknown === null ? '' : `: ${unknown}`}`;
}

/** Memory that a model takes on a device, and how much more the experiment that it was asked for. */
export function needLines({ formats, contexts, experiment }: ModelNeeds, preset: string): string[] {
  const held = formats.map(({ weights, bytes }) => `${bytesWords(bytes)} as ${weights}`);
  const kv = contexts.map(
    ({ positions, bytes }) => `${bytesWords(bytes)} for ${grouped(positions)} positions`,
  );
  const beside =
    typeof experiment === 'string'
      ? `of the preset ${preset} not known: ${experiment}`
      : `at most ${bytesWords(experiment.scratchBytes)} in a step of the preset ${preset}, beside ${bytesWords(experiment.kvBytes)} of KV cache for all its arms`;
  return [
    ...paragraph(`weights       on the device ${held.join(', ')}`),
    ...paragraph(`KV cache      ${kv.join(', ')} of one request, in bf16`),
    ...paragraph(`scratch       ${beside}`),
  ];
}

/** Other weights there, which a reader may look for. */
function leftOut({ listing, chosen }: { readonly listing: Listing; readonly chosen: Chosen }): string[] {
  const others = listing.files.filter(({ path }) => /\.gguf$/i.test(path) && !chosen.weights.includes(path));
  return others.length === 0 ? [] : [`beside        ${others.map(({ path }) => path).join(', ')}`];
}
