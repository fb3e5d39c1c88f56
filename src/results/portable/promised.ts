import type { Experiment } from '../../experiment/schema.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import { type RunRecord, traceKey } from '../record.ts';

/** Streams (`traceKey`) of an experiment's portable arms, whose fingerprints are a promise to every device. */
export function promisedStreams({ arms }: Pick<Experiment, 'arms'>): ReadonlySet<string> {
  return new Set(
    arms.flatMap(({ name, kernels, requests }) =>
      mathOf(kernels) === 'portable' ? requests.map((id) => traceKey(name, id)) : [],
    ),
  );
}

/** Of an adapter that nobody asked. */
export const NOT_PROBED = 'it was not probed before the run';

/** A stream and its fingerprint. */
export interface PromisedFingerprint {
  readonly stream: string;
  readonly fingerprint: string;
}

/** Those of a run's probes, in the order of its arms; none of an adapter whose probe did not hold. */
export function promisedFingerprints({ arms, experiment, postures }: RunRecord): PromisedFingerprint[] {
  const promised = promisedStreams(experiment);
  const kept = new Set(postures.flatMap(({ arm, portable }) => (portable?.holds ? [arm] : [])));
  return arms.flatMap(({ name, requests }) =>
    requests.flatMap(({ id, role, fingerprint }) => {
      const stream = traceKey(name, id);
      return role === 'probe' && kept.has(name) && promised.has(stream) ? [{ stream, fingerprint }] : [];
    }),
  );
}
