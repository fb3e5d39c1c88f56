/**
 * How a fingerprint is written: `2:` and the 64 hex digits of fingerprint@2, over tokens and digests; or 64 hex digits alone, fingerprint@1,
 * over tokens and whole logits, as links, records and files had it before there was a second.
 */
export const FINGERPRINT_TEXT = /^(?:2:)?[0-9a-f]{64}$/;

export type FingerprintVersion = 1 | 2;

const MARK = '2:';

/** Two fingerprints of different versions say nothing about each other. */
export function fingerprintVersion(text: string): FingerprintVersion {
  return text.startsWith(MARK) ? 2 : 1;
}

/** 64 hex digits as they are written of fingerprint@2. */
export function fingerprintText(hex: string): string {
  return `${MARK}${hex}`;
}

/** The beginning of a fingerprint, its version with it: `2:5b143332`. */
export function shortFingerprint(text: string, digits: number): string {
  return text.slice(0, (fingerprintVersion(text) === 1 ? 0 : MARK.length) + digits);
}
