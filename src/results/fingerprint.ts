import { sha256 } from '@noble/hashes/sha2.js';
import { fingerprintText, fingerprintVersion } from '../experiment/fingerprint-text.ts';
import { bitsOf } from '../numerics/bits.ts';
import type { Digest } from '../numerics/digest.ts';

/** Running hash of one request's output. */
export interface Fingerprint {
  /** Takes the next generated position: its token and the digest of the logits it was chosen from. */
  add(token: number, digest: Digest): void;
  /** `2:` and 64 hex digits over all positions so far; more may be added afterwards. */
  text(): string;
}

/** The same over whole logits, as it was before there were digests. */
export interface WholeFingerprint {
  /** @param logits (vocabulary) */
  add(token: number, logits: Float32Array): void;
  /** 64 hex digits over all positions so far; more may be added afterwards. */
  text(): string;
}

/**
 * Fingerprint@2: SHA-256 over what a request generated. For each position, in order: the token id as a u32, then the four words of the
 * digest of its logits; every word little-endian, nothing between or around them. Nothing else goes in: engine, adapter, plan versions
 * and model stand beside a fingerprint.
 */
export function createFingerprint(): Fingerprint {
  const hash = sha256.create();
  return {
    add: (token, digest) => void hash.update(littleEndian(token, digest)),
    text: () => fingerprintText(hexText(hash.clone().digest())),
  };
}

/**
 * Fingerprint@1: the same with the 32 bits of each logit, by token id, in the place of the digest. Only for what was made by it: it
 * takes the whole logits of every position and 6 ms of the host for each at a vocabulary of 151,936.
 */
export function createWholeFingerprint(): WholeFingerprint {
  const hash = sha256.create();
  return {
    add: (token, logits) => void hash.update(littleEndian(token, bitsOf(logits))),
    text: () => hexText(hash.clone().digest()),
  };
}

/** What is known of the bits of one request's output. */
export interface Fingerprinted {
  readonly fingerprint: string;
  /** Fingerprint@1 beside it, where one was brought to be compared with. */
  readonly fingerprint1?: string;
}

/**
 * Whether two outputs have the same tokens and bits, as far as their fingerprints tell; null where one is of version 1 and the other of
 * version 2 alone: then nothing is known.
 */
export function sameFingerprint(a: Fingerprinted, b: Fingerprinted): boolean | null {
  if (fingerprintVersion(a.fingerprint) === fingerprintVersion(b.fingerprint))
    return a.fingerprint === b.fingerprint;
  const [oneA, oneB] = [a, b].map(firstOf);
  return oneA === undefined || oneB === undefined ? null : oneA === oneB;
}

/** The fingerprint@1, where it is known. */
function firstOf({ fingerprint, fingerprint1 }: Fingerprinted): string | undefined {
  return fingerprintVersion(fingerprint) === 1 ? fingerprint : fingerprint1;
}

/** In one piece: digits added one after the other take ten times their room, and a run keeps one for each request. */
function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function littleEndian(token: number, words: Uint32Array): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 + words.byteLength));
  bytes.setUint32(0, token, true);
  words.forEach((word, index) => {
    bytes.setUint32(4 + index * 4, word, true);
  });
  return new Uint8Array(bytes.buffer);
}
