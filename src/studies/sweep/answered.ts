import { writtenArm } from '../../experiment/expand-arms.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { LoadArm, LoadRecord, LoadRequest } from '../../results/load/load-record.ts';
import { marginOf } from '../../results/position-trace.ts';
import {
  type ArmRecord,
  type DiffRecord,
  type RequestRecord,
  type RunResult,
  traceKey,
} from '../../results/record.ts';
import { type UnitBytes, unitBytes } from './unit-bytes.ts';

/** What became of a unit in an arm, by itself or under load. */
export interface AnsweredUnit {
  readonly tokens: readonly number[];
  readonly text: string;
  /** It ended in an error, was refused, or was cut off: there is no answer to look at. */
  readonly failed: boolean;
  readonly fingerprint: string | null;
  /** (generated tokens) logit(top1) - logit(top2); null where nobody kept them. */
  readonly margins: readonly number[] | null;
  /** Its drafted tokens that stood, a verification; null where nothing was verified. */
  readonly accepted: number | null;
  readonly bytes: UnitBytes;
  /** By a run's clock; null where it had none. */
  readonly times: LoadRequest | null;
}

/** An arm that has run. */
export interface Answered {
  /** As the experiment writes it: a company that was drawn from it has its name. */
  readonly name: string;
  readonly units: ReadonlyMap<string, AnsweredUnit>;
  /** Of every request, in order; `-` of one that gave no token. */
  readonly fingerprints: readonly string[];
  /** Beside other arms, this one first. */
  readonly diffs: readonly DiffRecord[];
}

interface Slices {
  readonly slices: readonly {
    readonly request: string;
    readonly drafted?: number;
    readonly accepted?: number;
  }[];
}

/** The arms of a run in lockstep. */
export function answeredUnits(
  { record, traces }: Pick<RunResult, 'record' | 'traces'>,
  { checkpoint }: Pick<LoadedModel, 'checkpoint'>,
): Answered[] {
  return record.arms.map((arm) => {
    const written = writtenArm(record.experiment, arm.name)!;
    const accepted = meanAccepted(arm.steps);
    const unit = (request: RequestRecord): AnsweredUnit => {
      const trace = traces.get(traceKey(arm.name, request.id));
      return {
        ...{ tokens: request.tokens, text: request.text, fingerprint: request.fingerprint, times: null },
        failed: request.finish.reason === 'error',
        margins: trace ? trace.map(marginOf) : null,
        accepted: accepted.get(request.id) ?? null,
        bytes: unitBytes(checkpoint, written, request.promptTokens.length + request.tokens.length),
      };
    };
    return {
      ...answeredBy(written.name, arm, unit),
      diffs: record.diffs.filter(({ a }) => a === arm.name),
    };
  });
}

/** The arms of a run under load, whose logits nobody keeps. */
export function answeredUnderLoad(
  { experiment, arms }: LoadRecord,
  { checkpoint }: Pick<LoadedModel, 'checkpoint'>,
): Answered[] {
  return arms.map((arm) => {
    const written = writtenArm(experiment, arm.name)!;
    const accepted = meanAccepted(arm.steps);
    const unit = (request: LoadRequest): AnsweredUnit => ({
      ...{ tokens: request.tokens, text: request.text, fingerprint: request.fingerprint },
      failed: request.outcome.kind !== 'done',
      margins: null,
      accepted: accepted.get(request.id) ?? null,
      bytes: unitBytes(checkpoint, written, request.promptTokens + request.tokens.length),
      times: request,
    });
    return { ...answeredBy(written.name, arm, unit), diffs: [] };
  });
}

function answeredBy<Request extends RequestRecord | LoadRequest>(
  name: string,
  { requests }: Pick<ArmRecord, 'requests'> | Pick<LoadArm, 'requests'>,
  unit: (request: Request) => AnsweredUnit,
): Pick<Answered, 'name' | 'units' | 'fingerprints'> {
  const given = requests as readonly Request[];
  return {
    name,
    units: new Map(
      given.filter(({ role }) => role === 'probe').map((request) => [request.id, unit(request)]),
    ),
    fingerprints: given.map(({ fingerprint }) => fingerprint ?? '-'),
  };
}

/** By request; of one that nothing was drafted for, none. */
function meanAccepted(steps: readonly Slices[]): ReadonlyMap<string, number> {
  const verified = new Map<string, number[]>();
  for (const { slices } of steps)
    for (const { request, drafted = 0, accepted = 0 } of slices)
      if (drafted > 0) verified.set(request, [...(verified.get(request) ?? []), accepted]);
  return new Map(
    [...verified].map(([request, stood]) => [
      request,
      stood.reduce((sum, each) => sum + each, 0) / stood.length,
    ]),
  );
}
