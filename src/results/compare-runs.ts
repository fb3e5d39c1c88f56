import { canonicalJson } from '../experiment/canonical.ts';
import { writtenArms } from '../experiment/expand-arms.ts';
import type { Experiment } from '../experiment/schema.ts';
import { isSameModel, type RunSide } from './comparable.ts';
import { compareStreams, type StreamsCompared } from './compare-streams.ts';
import { sameFingerprint } from './fingerprint.ts';
import type { ArmRecord, RequestRecord, RunRecord } from './record.ts';

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

/** Title and description apart, and the weights' hash, which a link pins and a preset does not. */
function isSameExperiment(a: Experiment, b: Experiment): boolean {
  const text = ({ title: _title, description: _description, model, ...rest }: Experiment) =>
    canonicalJson({ ...rest, model: model.name });
  return text(a) === text(b);
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
