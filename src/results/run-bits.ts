import { shortFingerprint } from '../experiment/fingerprint-text.ts';
import { createFingerprint } from './fingerprint.ts';
import { marginOf, type PositionTrace } from './position-trace.ts';
import { type ProbeTraces, type RunRecord, traceKey } from './record.ts';

/** What can be told of a stream's logits once they are gone, one entry for each generated position. */
export interface StreamBits {
  /**
   * The beginnings of the fingerprints of every prefix: two streams have the same tokens and bits as far as these agree. Of the version of
   * the record's fingerprints.
   */
  readonly prefixes: readonly string[];
  /** logit(top1) - logit(top2). */
  readonly margins: readonly number[];
}

/** By `arm/request`, of the probes that the run compares. */
export type RunBits = Readonly<Record<string, StreamBits>>;

/** Hex digits of a prefix's fingerprint: 64 bits, beyond any chance for the few thousand that are ever compared. */
export const PREFIX_DIGITS = 16;

export function runBits(record: RunRecord, traces: ProbeTraces): RunBits {
  const bits: Record<string, StreamBits> = {};
  for (const { name, requests } of record.arms) {
    for (const { id, tokens } of requests) {
      const trace = traces.get(traceKey(name, id));
      if (trace) bits[traceKey(name, id)] = streamBits(tokens, trace);
    }
  }
  return bits;
}

function streamBits(tokens: readonly number[], trace: readonly PositionTrace[]): StreamBits {
  const fingerprint = createFingerprint();
  const prefixes = tokens.map((token, position) => {
    fingerprint.add(token, trace[position].digest);
    return shortFingerprint(fingerprint.text(), PREFIX_DIGITS);
  });
  return { prefixes, margins: trace.map(marginOf) };
}
