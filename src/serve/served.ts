import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { LiveService } from '../lab/live/live-types.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import type { KernelSet } from '../numerics/sets/sets.ts';

/** What is served, said once when the server is opened. */
export interface Served {
  readonly service: LiveService;
  readonly tokenizer: TextCodec;
  /** As `/v1/models` and `model` name it. */
  readonly model: string;
  readonly facts: ServedFacts;
  /** Seconds since 1970. */
  readonly created: number;
  /** Positions of its context: prompt and answer together. */
  readonly maxPositions: number;
  /** Token ids are below it. */
  readonly vocabSize: number;
  /** Any of them ends an answer. */
  readonly endTokens: readonly number[];
  readonly version: string;
  /** What was guaranteed of answers that a set computes, in a few words; null: the server's own. */
  readonly postureOf: (set: KernelSet | null) => string;
}

/** What an answer's bits may hang on beside the request: `system_fingerprint` is over these. */
export interface ServedFacts {
  /** SHA-256 of the weights. */
  readonly hash: string;
  readonly engine: string;
  readonly adapter: string;
  readonly dtype: string;
  readonly weights: string;
  /** Kernel sets of requests that name none, in words. */
  readonly set: string;
}

/** `fp_` and 16 hex digits: equal where model, engine, adapter, formats and set are. */
export function systemFingerprint({ hash, engine, adapter, dtype, weights, set }: ServedFacts): string {
  const text = JSON.stringify([hash, engine, adapter, dtype, weights, set]);
  return `fp_${bytesToHex(sha256(utf8ToBytes(text))).slice(0, 16)}`;
}
