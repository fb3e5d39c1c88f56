import { hashText } from './hash-text.ts';

/** 64 hex digits of SHA-256 over fingerprints in order, a line each. */
export function jobFingerprint(fingerprints: readonly string[]): string {
  return hashText(fingerprints.map((fingerprint) => `${fingerprint}\n`).join(''));
}

/** What tells an answer from another: 16 hex digits over its token ids. */
export function completionHash(tokens: readonly number[]): string {
  return hashText(tokens.join(' ')).slice(0, 16);
}
