import { sha256 } from '@noble/hashes/sha2.js';
import { bitsOf } from '../numerics/bits.ts';

/** Running hash of one request's output. */
export interface Fingerprint {
  /** Takes the next generated position: its token and the (vocabulary) logits it was chosen from. */
  add(token: number, logits: Float32Array): void;
  /** 64 hex digits over all positions so far; more may be added afterwards. */
  hex(): string;
}

/**
 * SHA-256 over what a request generated. For each position, in order: the token id as a u32, then the 32 bits of each
 * logit by token id; every word little-endian, nothing between or around them. Nothing else goes in: engine, adapter,
 * plan versions and model stand beside a fingerprint.
 */
export function createFingerprint(): Fingerprint {
  const hash = sha256.create();
  return {
    add(token, logits) {
      hash.update(littleEndian(Uint32Array.of(token)));
      hash.update(littleEndian(bitsOf(logits)));
    },
    hex: () => hexText(hash.clone().digest()),
  };
}

/** In one piece: digits added one after the other take ten times their room, and a run keeps one for each request. */
function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function littleEndian(words: Uint32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(words.byteLength));
  words.forEach((word, index) => {
    bytes.setUint32(index * 4, word, true);
  });
  return new Uint8Array(bytes.buffer);
}
