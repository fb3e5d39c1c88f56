import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Hex digits: enough that no two prompts of one link are taken for each other. */
const DIGITS = 16;

/** What a link says of a prompt, so that a visitor knows whether his tokenizer gave the same: the beginning of SHA-256 over its token ids, each a little-endian u32. */
export function promptMark(promptTokens: readonly number[]): string {
  const bytes = new DataView(new ArrayBuffer(4 * promptTokens.length));
  promptTokens.forEach((token, index) => {
    bytes.setUint32(4 * index, token, true);
  });
  return bytesToHex(sha256(new Uint8Array(bytes.buffer))).slice(0, DIGITS);
}
