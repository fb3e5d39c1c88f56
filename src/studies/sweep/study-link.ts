import { canonicalJson } from '../../experiment/canonical.ts';
import { holdsLinkOf, jsonOfLink, type LinkKind } from '../../experiment/link-content.ts';
import { packed } from '../../experiment/link-data.ts';
import { parseStudy } from './read-study.ts';
import type { Study } from './study-schema.ts';

const VERSION = 1;
const STUDY_LINKS: LinkKind = {
  mark: 'study',
  name: 'link of a study',
  dictionaries: new Map([[VERSION, null]]),
};

/** The fragment that carries a study, with its `#`: base64url of raw deflate of canonical JSON, and a checksum. */
export function encodeStudyLink(study: Study): string {
  return `#study${VERSION}.${packed(new TextEncoder().encode(canonicalJson(study)), null)}`;
}

/** True for a study's fragment and for an address or a text that holds one; a link of an experiment is none. */
export function isStudyLink(text: string): boolean {
  return holdsLinkOf(STUDY_LINKS, text);
}

/**
 * Reads a fragment, or an address or text that one stands in as chat and mail leave it. Runs nothing. Throws LinkError for what holds
 * no link or two, is damaged, too large, or of a later version; ExperimentError naming the field where the study is refused.
 */
export function decodeStudyLink(text: string): Study {
  return parseStudy(jsonOfLink(STUDY_LINKS, text));
}
