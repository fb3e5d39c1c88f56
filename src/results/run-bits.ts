import { NO_PAUSE, type Pause } from './diff.ts';
import { createFingerprint } from './fingerprint.ts';
import { margin } from './logit-diff.ts';
import type { LogitTraces, RunRecord } from './record.ts';
import { traceKey } from './record.ts';

/** What can be told of a stream's logits once they are gone, one entry for each generated position. */
export interface StreamBits {
  /** The beginnings of the fingerprints of every prefix: two streams have the same tokens and bits as far as these agree. */
  readonly prefixes: readonly string[];
  /** logit(top1) - logit(top2). */
  readonly margins: readonly number[];
}

/** By `arm/request`, of the probes whose logits the run kept. */
export type RunBits = Readonly<Record<string, StreamBits>>;

/** Hex digits of a prefix's fingerprint: 64 bits, beyond any chance for the few thousand that are ever compared. */
export const PREFIX_DIGITS = 16;

/** Throws what `pause` throws. */
export async function runBits(
  record: RunRecord,
  logits: LogitTraces,
  pause: Pause = NO_PAUSE,
): Promise<RunBits> {
  const bits: Record<string, StreamBits> = {};
  for (const { name, requests } of record.arms) {
    for (const { id, tokens } of requests) {
      const trace = logits.get(traceKey(name, id));
      if (trace) bits[traceKey(name, id)] = await streamBits(tokens, trace, pause);
    }
  }
  return bits;
}

/** @param trace (tokens) x (vocabulary) logits. */
async function streamBits(
  tokens: readonly number[],
  trace: readonly Float32Array[],
  pause: Pause,
): Promise<StreamBits> {
  const fingerprint = createFingerprint();
  const [prefixes, margins]: [string[], number[]] = [[], []];
  for (const [position, token] of tokens.entries()) {
    await pause();
    fingerprint.add(token, trace[position]);
    prefixes.push(fingerprint.hex().slice(0, PREFIX_DIGITS));
    margins.push(margin(trace[position]));
  }
  return { prefixes, margins };
}
