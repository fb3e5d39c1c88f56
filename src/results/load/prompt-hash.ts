import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** 16 hex digits of SHA-256 over a prompt's token ids as little-endian u32: tells prompts apart, and proves nothing to a forger. */
export function promptHash(tokens: readonly number[]): string {
  const bytes = new DataView(new ArrayBuffer(4 * tokens.length));
  tokens.forEach((token, at) => {
    bytes.setUint32(4 * at, token, true);
  });
  return bytesToHex(sha256(new Uint8Array(bytes.buffer))).slice(0, 16);
}
