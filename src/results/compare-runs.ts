import { canonicalJson } from '../experiment/canonical.ts';
import { writtenArms } from '../experiment/expand-arms.ts';
import { fingerprintVersion } from '../experiment/fingerprint-text.ts';
import type { Experiment } from '../experiment/schema.ts';
import { findFork } from './diff.ts';
import { sameFingerprint } from './fingerprint.ts';
import { hasKernelSets } from './posture.ts';
import { type ArmRecord, type RequestRecord, type RunRecord, traceKey } from './record.ts';
import type { RunBits } from './run-bits.ts';
import { settingsDifference } from './settings.ts';
import { listed } from './text.ts';

/** A run that is compared with another: its record, and what is known of its logits. */
export interface RunSide {
  readonly record: RunRecord;
  readonly bits: RunBits;
}

/**
 * What may be compared of two streams (NUMERICS §7), the most first. `bits`: one model, one prompt, one way of drawing and one plan for
 * each sum, so that equal bits are a claim and other bits are news. `tokens`: the same tokens mean the same, but the bits come of
 * other sums. `text`: tokens of two models are two alphabets. `nothing`: the prompts differ, so that these are answers to two questions.
 */
export type Comparable = 'bits' | 'tokens' | 'text' | 'nothing';

/** Why no more may be compared. */
export type Obstacle =
  | { readonly kind: 'prompt' | 'model' | 'decoding' }
  /** What the arms compute with, in words. */
  | { readonly kind: 'settings'; readonly words: string }
  /** Plan rules of another version, or kernels that no plan describes. */
  | { readonly kind: 'rules'; readonly a: string; readonly b: string };

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

/** A pair of arms that both runs compare. */
export interface PairForks {
  readonly probe: string;
  readonly arms: readonly [a: string, b: string];
  /** Where the pair forks in each run; null where it does not. */
  readonly a: number | null;
  readonly b: number | null;
}

export interface RunsCompared {
  readonly sameExperiment: boolean;
  readonly sameModel: boolean;
  readonly streams: readonly StreamsCompared[];
  readonly pairs: readonly PairForks[];
  /** Arms that only one of the runs has. */
  readonly only: { readonly a: readonly string[]; readonly b: readonly string[] };
  /** Companies drawn from an arm of both, by the same name, those of them whose fingerprints are equal, and those whose are of two versions. */
  readonly drawn: { readonly all: number; readonly same: number; readonly unknown: number };
}

/** Compares two runs as far as that may be done, and says where it may not. Logits past a fork are never compared. */
export function compareRuns(a: RunSide, b: RunSide): RunsCompared {
  const [named, drawn] = [true, false].map((written) =>
    armsOfBoth(a.record, b.record).filter(([arm]) => isWritten(a.record, arm) === written),
  );
  const names = (of: RunRecord) => writtenArms(of.experiment).map(({ name }) => name);
  const [namesA, namesB] = [names(a.record), names(b.record)];
  const probes = drawn.flatMap(([armA, armB]) => probesOfBoth(armA, armB));
  const same = probes.map(([x, y]) => sameFingerprint(x, y));
  return {
    sameExperiment: isSameExperiment(a.record.experiment, b.record.experiment),
    sameModel: isSameModel(a.record, b.record),
    streams: named.flatMap(([armA, armB]) =>
      probesOfBoth(armA, armB).map(([requestA, requestB]) =>
        compareStreams({ side: a, arm: armA, request: requestA }, { side: b, arm: armB, request: requestB }),
      ),
    ),
    pairs: pairForks(a.record, b.record),
    only: {
      a: namesA.filter((name) => !namesB.includes(name)),
      b: namesB.filter((name) => !namesA.includes(name)),
    },
    drawn: {
      all: probes.length,
      same: same.filter((each) => each === true).length,
      unknown: same.filter((each) => each === null).length,
    },
  };
}

interface StreamOf {
  readonly side: RunSide;
  readonly arm: ArmRecord;
  readonly request: RequestRecord;
}

function compareStreams(a: StreamOf, b: StreamOf): StreamsCompared {
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

/** Every reason why two streams are no claim about the same bits, the weightiest first. */
function obstaclesBetween(a: StreamOf, b: StreamOf): Obstacle[] {
  const obstacles: Obstacle[] = [];
  const [recordA, recordB] = [a.side.record, b.side.record];
  const sameModel = isSameModel(recordA, recordB);
  if (!isSamePrompt(a, b, sameModel)) obstacles.push({ kind: 'prompt' });
  if (!sameModel) obstacles.push({ kind: 'model' });
  const decoding = ({ experiment }: RunRecord) => canonicalJson(experiment.decoding);
  if (decoding(recordA) !== decoding(recordB)) obstacles.push({ kind: 'decoding' });
  const words = settingsDifference(a.arm, b.arm);
  if (words !== null) obstacles.push({ kind: 'settings', words });
  const [rulesA, rulesB] = [rulesOf(a), rulesOf(b)];
  if (words === null && rulesA !== rulesB) obstacles.push({ kind: 'rules', a: rulesA, b: rulesB });
  return obstacles;
}

function comparableDespite(obstacles: readonly Obstacle[]): Comparable {
  const kinds = new Set(obstacles.map(({ kind }) => kind));
  if (kinds.has('prompt')) return 'nothing';
  if (kinds.has('model')) return 'text';
  return kinds.size > 0 ? 'tokens' : 'bits';
}

function isSameModel(a: RunRecord, b: RunRecord): boolean {
  return a.model.hash === b.model.hash;
}

/** Token ids say it within one model; across two, what was written. */
function isSamePrompt(a: StreamOf, b: StreamOf, sameModel: boolean): boolean {
  if (sameModel) return canonicalJson(a.request.promptTokens) === canonicalJson(b.request.promptTokens);
  const asked = ({ side: { record }, request }: StreamOf) => {
    const written = record.experiment.requests.find(({ id }) => id === request.id);
    // Ids mean other tokens in another model, and noise is made of its tokens.
    return written?.prompt === undefined ? null : canonicalJson([written.prompt, written.bos]);
  };
  const [askedA, askedB] = [asked(a), asked(b)];
  return askedA !== null && askedA === askedB;
}

/** Versions of the rules of the arm's sets; of an engine that has none, the engine itself. */
function rulesOf({ side: { record }, arm }: StreamOf): string {
  if (!hasKernelSets(record.engine)) return kernelsOf(record);
  const sets = new Set<string>(Object.values(arm.kernels));
  return record.planRules
    .filter((rule) => sets.has(rule.split('@')[0]))
    .toSorted()
    .join(', ');
}

/** Whose kernels an arm runs that follow no plan of ours: another engine's, or a visitor's. */
function unplannedOf({ side: { record }, arm }: StreamOf): string | null {
  if (!hasKernelSets(record.engine)) return kernelsOf(record);
  const own = Object.values(arm.own ?? {}).map(({ name }) => name);
  return own.length === 0 ? null : listed(own);
}

function kernelsOf({ engine }: RunRecord): string {
  return `${engine}’s own kernels`;
}

/** Who shares the batch, with what, in which order and within which limits. */
function companyOf({ side: { record }, arm }: StreamOf): string {
  const written = record.experiment.arms.find(({ name }) => name === arm.name);
  const requests = written?.requests.map((id) => record.experiment.requests.find((each) => each.id === id));
  return canonicalJson([requests ?? null, written?.limits ?? null]);
}

/** Title and description apart, and the weights' hash, which a link pins and a preset does not. */
function isSameExperiment(a: Experiment, b: Experiment): boolean {
  const text = ({ title: _title, description: _description, model, ...rest }: Experiment) =>
    canonicalJson({ ...rest, model: model.name });
  return text(a) === text(b);
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

function isWritten({ experiment }: RunRecord, { name }: ArmRecord): boolean {
  return writtenArms(experiment).some((arm) => arm.name === name);
}

function armsOfBoth(a: RunRecord, b: RunRecord): [ArmRecord, ArmRecord][] {
  const byName = new Map(b.arms.map((arm) => [arm.name, arm]));
  return a.arms.flatMap((arm): [ArmRecord, ArmRecord][] => {
    const other = byName.get(arm.name);
    return other ? [[arm, other]] : [];
  });
}

function probesOfBoth(a: ArmRecord, b: ArmRecord): [RequestRecord, RequestRecord][] {
  return a.requests.flatMap((request): [RequestRecord, RequestRecord][] => {
    const other = b.requests.find(({ id }) => id === request.id);
    return request.role === 'probe' && other?.role === 'probe' ? [[request, other]] : [];
  });
}

function pairForks(a: RunRecord, b: RunRecord): PairForks[] {
  return a.diffs.flatMap((diff) => {
    const other = b.diffs.find((each) => each.probe === diff.probe && each.a === diff.a && each.b === diff.b);
    return other ? [{ probe: diff.probe, arms: [diff.a, diff.b], a: diff.fork, b: other.fork } as const] : [];
  });
}
