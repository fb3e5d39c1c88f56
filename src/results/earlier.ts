import { canonicalExperiment } from '../experiment/canonical.ts';
import { sameFingerprint } from './fingerprint.ts';
import type { DiffRecord, RequestRecord, RunRecord } from './record.ts';

/** What of a run is compared with one that was computed earlier. */
export type EarlierRun = Pick<
  RunRecord,
  'experiment' | 'model' | 'engine' | 'adapter' | 'planRules' | 'arms' | 'diffs'
>;

/**
 * How a pair came out here against how it came out there. `same-bits`: both arms' fingerprints are those of there. Of other bits:
 * `same-tokens`: every token is the same all the same; `unknown-bits`: every token is the same, and the fingerprints are of two versions;
 * `same-fork`: the fork is at the same token; `fork-moved`: at another;
 * `no-fork`: only there; `new-fork`: only here; `other-tokens`: neither forks, and the answer is another one.
 */
export type PairAgainst =
  | 'same-bits'
  | 'same-tokens'
  | 'unknown-bits'
  | 'same-fork'
  | 'fork-moved'
  | 'no-fork'
  | 'new-fork'
  | 'other-tokens';

export interface EarlierPair {
  readonly probe: string;
  readonly a: string;
  readonly b: string;
  readonly against: PairAgainst;
  readonly here: Pick<DiffRecord, 'fork' | 'identical'>;
  readonly there: Pick<DiffRecord, 'fork' | 'identical'>;
  /** Of arm A then arm B, as evidence. */
  readonly fingerprints: readonly {
    readonly here: string;
    readonly there: string;
    /** Null where they are of two versions. */
    readonly same: boolean | null;
  }[];
}

/** A run beside one of the same experiment that was computed earlier, and what may set them apart. */
export interface AgainstEarlier {
  readonly pairs: readonly EarlierPair[];
  readonly engine: boolean;
  readonly adapter: boolean;
  /** Plan rules of this run that the earlier one did not have. */
  readonly rules: readonly string[];
}

/**
 * Compares a run with an earlier one. Null where that says nothing: another experiment, or other weights. Each field that is true
 * differs.
 */
export function againstEarlier(here: EarlierRun, there: EarlierRun): AgainstEarlier | null {
  if (here.model.hash !== there.model.hash || subject(here) !== subject(there)) return null;
  return {
    pairs: here.diffs.flatMap((diff) => pairAgainst(diff, here, there) ?? []),
    engine: here.engine !== there.engine,
    adapter: JSON.stringify(here.adapter) !== JSON.stringify(there.adapter),
    rules: here.planRules.filter((rule) => !there.planRules.includes(rule)),
  };
}

/** What was asked, whatever it is called: with the weights' hash written out, which a link pins and a preset does not. */
function subject({ experiment, model }: EarlierRun): string {
  const { description: _, ...asked } = experiment;
  return canonicalExperiment({ ...asked, title: '-', model: { hash: model.hash, ...asked.model } });
}

function pairAgainst(diff: DiffRecord, here: EarlierRun, there: EarlierRun): EarlierPair | null {
  const { probe, a, b, fork, identical } = diff;
  const before = there.diffs.find((each) => each.probe === probe && each.a === a && each.b === b);
  if (!before) return null;
  const streams = [a, b].map((arm) => ({
    here: requestOf(here, arm, probe),
    there: requestOf(there, arm, probe),
  }));
  return {
    ...{ probe, a, b, here: { fork, identical }, there: { fork: before.fork, identical: before.identical } },
    against: kindOf(streams, fork, before.fork),
    fingerprints: streams.map((stream) => ({
      here: stream.here.fingerprint,
      there: stream.there.fingerprint,
      same: sameFingerprint(stream.here, stream.there),
    })),
  };
}

interface Streams {
  readonly here: RequestRecord;
  readonly there: RequestRecord;
}

function kindOf(streams: readonly Streams[], here: number | null, there: number | null): PairAgainst {
  const same = streams.map((stream) => sameFingerprint(stream.here, stream.there));
  if (same.every((each) => each === true)) return 'same-bits';
  if (streams.every((stream) => stream.here.tokens.join() === stream.there.tokens.join()))
    return same.includes(false) ? 'same-tokens' : 'unknown-bits';
  if (here === null) return there === null ? 'other-tokens' : 'no-fork';
  if (there === null) return 'new-fork';
  return here === there ? 'same-fork' : 'fork-moved';
}

function requestOf({ arms }: EarlierRun, arm: string, id: string): RequestRecord {
  return arms.find(({ name }) => name === arm)!.requests.find((request) => request.id === id)!;
}
