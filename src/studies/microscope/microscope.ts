import type { LabSetting } from '../../lab/open-arm.ts';
import type { LoadedModel } from '../../model/load.ts';
import { modelGraph } from '../../model/model-graph.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import type { PairNames } from '../../results/compare-reports.ts';
import { findFork } from '../../results/diff.ts';
import type { ArmRecord, RunRecord } from '../../results/record.ts';
import { diffTraces, type TraceDiff } from '../../results/trace-diff.ts';
import type { Engine } from '../../steps/engine.ts';
import type { RowTrace } from '../../steps/trace.ts';
import {
  type Cause,
  type Contenders,
  cacheLayer,
  causeOf,
  contenders,
  firstRounded,
  type OutputFact,
  outputFact,
} from './facts.ts';
import { absorbedOutputs, originOf } from './inputs.ts';
import { outputOf } from './outputs.ts';
import { differingPlans, type PlanName, type StepFacts, stepFacts } from './step-facts.ts';
import { traceArm } from './trace-arm.ts';

/** A generated token of a probe in two arms. */
export interface LookPlace extends PairNames {
  readonly position: number;
}

export interface LookOptions extends LabSetting {
  /** The run that is looked into. */
  readonly record: RunRecord;
  readonly place: LookPlace;
  /** Tokens replayed so far and in all, over both arms. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** An output that differs although its inputs within the row do not. */
export type CausedFact = OutputFact & { readonly cause: Cause };

/** What is known of one step in two arms; plain data. */
export interface Look {
  readonly place: LookPlace;
  /** B was fed A's tokens, because the streams had parted before this token. */
  readonly forced: boolean;
  /** The probe's token that the streams part at; null where they do not. */
  readonly fork: number | null;
  /** First token whose logits differ in any bit: a step after it reads keys and values that had differed before. */
  readonly firstDifference: number | null;
  /** Tokens are drawn, so that the highest logit need not win. */
  readonly sampled: boolean;
  readonly a: StepFacts;
  readonly b: StepFacts;
  readonly plansDiffer: readonly PlanName[];
  readonly diff: TraceDiff;
  /** Indices of outputs that agree although their inputs within the row differ. */
  readonly absorbed: readonly number[];
  /** The first output that differs, and why; null where the row agrees in every bit. */
  readonly first: CausedFact | null;
  /** Where the difference that the logits have came in: `first`, or a later one where rounding took away all before it. */
  readonly origin: CausedFact | null;
  /** Lowest layer that shows that the keys and values read from earlier positions differ; null where none does. */
  readonly cacheLayer: number | null;
  /** The first value from there on that is rounded to a 16-bit dtype and still differs. */
  readonly rounded: OutputFact | null;
  readonly contenders: Contenders;
}

/** A look with what its details are computed from. */
export interface Looked {
  readonly look: Look;
  readonly a: RowTrace;
  readonly b: RowTrace;
  readonly model: LoadedModel;
  /** How the engine that traced multiplies and adds; null where it was found to do so in no one way. */
  readonly rule: MultiplyAddRule | null;
}

/**
 * Runs both arms of a pair once more up to a token and compares what every operation gave for the probe's row. Throws RangeError
 * where the run has no such token, the engine's errors, and the signal's reason where aborted.
 */
export async function lookInto(options: LookOptions): Promise<Looked> {
  const { record, place, model, engine } = options;
  const { position, probe } = place;
  const [recordedA, recordedB] = [place.a, place.b].map((name) => armOf(record, name));
  const [tokensA, tokensB] = [recordedA, recordedB].map((arm) => tokensOf(arm, probe));
  if (position >= tokensA.length)
    throw new RangeError(`${probe} has tokens 0 to ${tokensA.length - 1} in ${place.a}, not ${position}`);
  const fork = findFork(tokensA, tokensB);
  const forced = fork !== null && position > fork;
  const { experiment } = record;
  const [a, b] = await traceBoth(options, [recordedA, recordedB], forced ? tokensA : null);
  const rules = await Promise.all([recordedA, recordedB].map(({ kernels }) => ruleOf(engine, kernels)));
  const sampled = experiment.decoding.temperature > 0;
  const chosen = { a: sampled ? tokensA[position] : null, b: sampled && !forced ? tokensB[position] : null };
  const look = describeLook({
    ...{ place, forced, fork, sampled, model, chosen, traces: [a, b], arms: [recordedA, recordedB] },
    firstDifference: firstDifferenceOf(record, place),
  });
  return { look, a, b, model, rule: rules[0] === rules[1] ? rules[0] : null };
}

/** Portable arithmetic keeps products apart from sums on every adapter. */
async function ruleOf(engine: Engine, kernels: ArmRecord['kernels']): Promise<MultiplyAddRule | null> {
  if (mathOf(kernels) === 'portable') return 'unfused';
  const { fma } = await engine.probeArithmetic();
  return fma === 'mixed' ? null : fma;
}

interface Described extends Pick<Look, 'place' | 'forced' | 'fork' | 'sampled' | 'firstDifference'> {
  readonly model: LoadedModel;
  readonly chosen: { readonly a: number | null; readonly b: number | null };
  readonly traces: readonly [RowTrace, RowTrace];
  readonly arms: readonly [ArmRecord, ArmRecord];
}

/** Everything that follows from two traces. */
export function describeLook({ model, chosen, traces: [a, b], arms, ...known }: Described): Look {
  const graph = modelGraph(model.checkpoint.config);
  const diff = diffTraces(a, b);
  const [stepA, stepB] = [a, b].map((trace, i) => stepFacts(trace, arms[i], known.place.position));
  const caused = (index: number | null): CausedFact | null => {
    if (index === null) return null;
    const fact = outputFact(a, b, diff, index);
    return { ...fact, cause: causeOf(fact, stepA, stepB) };
  };
  const first = caused(diff.first);
  const origin = caused(originOf(a, b, graph, diff));
  const rounded = firstRounded(diff, (origin ?? first)?.index ?? diff.outputs.length);
  const [logitsA, logitsB] = [a, b].map((trace) => outputOf(trace, null, 'head').values);
  const textOf = model.tokenizer.tokenText;
  return {
    ...known,
    a: stepA,
    b: stepB,
    plansDiffer: differingPlans(stepA, stepB),
    diff,
    absorbed: absorbedOutputs(a, b, graph, diff),
    first,
    origin,
    cacheLayer: cacheLayer(graph, diff, stepA, stepB),
    rounded: rounded === null ? null : outputFact(a, b, diff, rounded),
    contenders: contenders(logitsA, logitsB, chosen, textOf),
  };
}

async function traceBoth(
  { record, place, onProgress, ...setting }: LookOptions,
  [a, b]: readonly ArmRecord[],
  forced: readonly number[] | null,
): Promise<[RowTrace, RowTrace]> {
  const { position, probe } = place;
  const total = 2 * (position + 1);
  const trace = async (recorded: ArmRecord, before: number, tokens: readonly number[] | null) => {
    onProgress?.(before, total);
    return await traceArm({
      ...{ ...setting, experiment: record.experiment, recorded, place: { request: probe, position } },
      ...(tokens && { tokens }),
      onProgress: (done) => onProgress?.(before + done, total),
    });
  };
  return [await trace(a, 0, null), await trace(b, position + 1, forced)];
}

function armOf({ arms }: RunRecord, name: string): ArmRecord {
  const arm = arms.find((each) => each.name === name);
  if (!arm) throw new RangeError(`the run has no arm ${name}`);
  return arm;
}

function tokensOf({ name, requests }: ArmRecord, probe: string): readonly number[] {
  const request = requests.find(({ id }) => id === probe);
  if (!request) throw new RangeError(`the arm ${name} has no request ${probe}`);
  return request.tokens;
}

function firstDifferenceOf({ diffs }: RunRecord, { a, b, probe }: LookPlace): number | null {
  const diff = diffs.find((each) => each.a === a && each.b === b && each.probe === probe);
  if (!diff) throw new RangeError(`the run does not compare ${probe} in ${a} and ${b}`);
  return diff.firstDifference;
}
