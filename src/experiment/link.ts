import { canonicalJson } from './canonical.ts';
import { holdsLinkOf, jsonOfLink, type LinkKind, MOST_CHARACTERS } from './link-content.ts';
import { packed } from './link-data.ts';
import { LINK_DICTIONARY } from './link-dictionary.ts';
import { type LinkPayload, parsePayload } from './link-payload.ts';

export { MOST_CHARACTERS };

/**
 * What each version of links is compressed against. An experiment is linked by its own version: what labs from before there was a
 * second can run, they can open.
 */
const EXPERIMENT_LINKS: LinkKind = {
  mark: 'v',
  name: 'Batchmates link',
  dictionaries: new Map([
    [1, null],
    [2, new TextEncoder().encode(LINK_DICTIONARY)],
    [3, new TextEncoder().encode(LINK_DICTIONARY)],
  ]),
};

/** Where links of a length may go: some chat tools cut those above 2,000 characters; above 8,000 a file serves better. */
export function linkAdvice(link: string): 'fine' | 'may be cut' | 'use a file' {
  if (link.length <= 2000) return 'fine';
  return link.length <= 8000 ? 'may be cut' : 'use a file';
}

/** The fragment of a link, with its `#`: base64url of raw deflate of canonical JSON, and a checksum. */
export function encodeLink(payload: LinkPayload): string {
  const { version } = payload.experiment;
  const content = new TextEncoder().encode(canonicalJson(payload));
  return `#v${version}.${packed(content, EXPERIMENT_LINKS.dictionaries.get(version)!)}`;
}

/** True for a link's fragment, for an address that ends in one, and for any text that one stands in. */
export function isLink(text: string): boolean {
  return holdsLinkOf(EXPERIMENT_LINKS, text);
}

/**
 * Reads a fragment, or an address or text that one stands in as chat and mail leave it: quoted, coded, broken over lines, with
 * something behind it. The content is opened as it was sent, or not at all. Runs nothing and fetches nothing. Throws LinkError for
 * what holds no link or two, is damaged, too large, or of a later version; ExperimentError naming the field where the content is
 * refused.
 */
export function decodeLink(text: string): LinkPayload {
  return parsePayload(jsonOfLink(EXPERIMENT_LINKS, text));
}
