import { canonicalJson } from '../experiment/canonical.ts';
import { fingerprintVersion } from '../experiment/fingerprint-text.ts';
import {
  type Comparable,
  comparableDespite,
  isSameModel,
  type Obstacle,
  obstaclesBetween,
  type StreamOf,
  unplannedOf,
} from './comparable.ts';
import { findFork } from './diff.ts';
import { sameFingerprint } from './fingerprint.ts';
import { type RequestRecord, traceKey } from './record.ts';

/** A probe in an arm of one name, in both runs. */
export interface StreamsCompared {
  readonly arm: string;
  readonly probe: string;
  readonly comparable: Comparable;
  readonly obstacles: readonly Obstacle[];
  /** Whose kernels added up in both runs, where no plan says in which order; null where plans do, and where the two differ. */
  readonly unplanned: string | null;
  /** Whether it had the same company in both: batchmates, their order and the scheduler's limits. */
  readonly sameCompany: boolean;
  /** Equal fingerprints: every token and every logit bit agrees, whatever else differs; null where one is of version 1 and the other of version 2. */
  readonly sameBits: boolean | null;
  /** First token that differs, an end counting as a difference; null where none does, or tokens may not be compared. */
  readonly fork: number | null;
  /** Characters that the texts share from the beginning; null where one text is the other, or they may not be compared. */
  readonly textFork: number | null;
  /** First token before the fork whose logits differ in any bit; null where none does, or it is not known. */
  readonly firstDifference: number | null;
  /** Whether the logits' bits are known for each token in both runs. */
  readonly bitsKnown: boolean;
  /** logit(top1) - logit(top2) at the fork, or the smallest where there is none; null where it is not known. */
  readonly margins: { readonly a: number | null; readonly b: number | null };
  readonly a: RequestRecord;
  readonly b: RequestRecord;
}

/** Compares two streams as far as that may be done. Logits past a fork are never compared. */
export function compareStreams(a: StreamOf, b: StreamOf): StreamsCompared {
  const obstacles = obstaclesBetween(a, b);
  const comparable = comparableDespite(obstacles);
  const key = traceKey(a.arm.name, a.request.id);
  const sameBits = isSameModel(a.side.record, b.side.record) && sameFingerprint(a.request, b.request);
  const tokens = comparable === 'bits' || comparable === 'tokens';
  const fork = tokens ? findFork(a.request.tokens, b.request.tokens) : null;
  const [bitsA, bitsB] = [a.side.bits[key], b.side.bits[key]];
  const marginOf = (of: typeof bitsA) => (tokens && of ? marginAt(of.margins, fork) : null);
  const apart = sameBits === false && bitsA && bitsB && isOneVersion(a, b);
  return {
    arm: a.arm.name,
    probe: a.request.id,
    comparable,
    obstacles,
    unplanned: obstacles.length > 0 ? null : unplannedOf(a),
    sameCompany: companyOf(a) === companyOf(b),
    sameBits,
    fork,
    textFork: comparable === 'text' ? sharedText(a.request.text, b.request.text) : null,
    firstDifference: comparable === 'bits' && apart ? firstOther(bitsA.prefixes, bitsB.prefixes, fork) : null,
    bitsKnown: sameBits || apart === true,
    margins: { a: marginOf(bitsA), b: marginOf(bitsB) },
    a: a.request,
    b: b.request,
  };
}

/** Who shares the batch, with what, in which order and within which limits. */
function companyOf({ side: { record }, arm }: StreamOf): string {
  const written = record.experiment.arms.find(({ name }) => name === arm.name);
  const requests = written?.requests.map((id) => record.experiment.requests.find((each) => each.id === id));
  return canonicalJson([requests ?? null, written?.limits ?? null]);
}

/** Whether prefixes can be told apart by their fingerprints: there is only one of each, of the version of the whole. */
function isOneVersion({ request: a }: StreamOf, { request: b }: StreamOf): boolean {
  return fingerprintVersion(a.fingerprint) === fingerprintVersion(b.fingerprint);
}

/** Before the fork: a prefix ends with its token, so that from the fork on prefixes differ by that alone. */
function firstOther(a: readonly string[], b: readonly string[], fork: number | null): number | null {
  const end = Math.min(a.length, b.length, fork ?? Number.POSITIVE_INFINITY);
  for (let position = 0; position < end; position++) if (a[position] !== b[position]) return position;
  return null;
}

function marginAt(margins: readonly number[], fork: number | null): number | null {
  if (fork !== null) return margins[fork] ?? null;
  return margins.length === 0 ? null : Math.min(...margins);
}

function sharedText(a: string, b: string): number | null {
  const [charactersA, charactersB] = [[...a], [...b]];
  return findFork(
    charactersA.map((each) => each.codePointAt(0)!),
    charactersB.map((each) => each.codePointAt(0)!),
  );
}
