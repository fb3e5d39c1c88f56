import type { Engine } from '../engine/engine.ts';
import type { Experiment } from '../experiment/schema.ts';
import type { LoadedModel } from '../model/load.ts';
import { diffStreams } from '../results/diff.ts';
import {
  type DiffRecord,
  type LogitTraces,
  type RunResult,
  type StepRecord,
  traceKey,
} from '../results/record.ts';
import { ArmRun, type NewToken } from './arm-run.ts';
import { armSpec, type ResolvedRequest, resolveRequests } from './resolve.ts';

/** What happens during a run, in order; everything in it is plain data. */
export type LabEvent =
  | { readonly type: 'opening'; readonly arm: string; readonly index: number; readonly arms: number }
  | {
      readonly type: 'step';
      readonly arm: string;
      readonly step: StepRecord;
      readonly tokens: readonly (NewToken & { readonly text: string })[];
      /** Tokens generated in all arms, and the most there can be. */
      readonly generated: number;
      readonly total: number;
    };

export interface RunOptions {
  readonly experiment: Experiment;
  readonly model: LoadedModel;
  readonly engine: Engine;
  /** Takes effect before the next step. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: (event: LabEvent) => void;
}

/**
 * The lab: experiment -> requests -> arms, stepped in lockstep -> record -> diffs.
 * Throws ExperimentError where the model cannot serve it, the engine's errors, and the signal's reason where aborted.
 */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const requests = resolveRequests(options.experiment, options.model);
  const arms: ArmRun[] = [];
  try {
    await openArms(options, requests, arms);
    await runInLockstep(options, arms);
    return assemble(options, arms);
  } finally {
    for (const arm of arms) arm.close();
  }
}

async function openArms(
  { experiment, model, engine, signal, onEvent }: RunOptions,
  requests: readonly ResolvedRequest[],
  arms: ArmRun[],
) {
  const { eosTokens } = model.checkpoint.config;
  for (const [index, arm] of experiment.arms.entries()) {
    signal?.throwIfAborted();
    onEvent?.({ type: 'opening', arm: arm.name, index, arms: experiment.arms.length });
    const members = arm.requests.map((id) => requests.find(({ request }) => request.id === id)!);
    arms.push(await ArmRun.open(engine, armSpec(experiment, arm, members), members, eosTokens));
  }
}

/** The arm whose probe is furthest behind steps next, so that a difference shows from the first token on. */
async function runInLockstep(
  { experiment, model, signal, onEvent }: RunOptions,
  arms: readonly ArmRun[],
): Promise<void> {
  const budget = new Map(experiment.requests.map((request) => [request.id, request.maxNewTokens]));
  const total = experiment.arms.flatMap((arm) => arm.requests).reduce((sum, id) => sum + budget.get(id)!, 0);
  for (let arm = furthestBehind(arms); arm; arm = furthestBehind(arms)) {
    signal?.throwIfAborted();
    const { record, tokens } = await arm.step();
    const texts = tokens.map((token) => ({ ...token, text: model.tokenizer.tokenText(token.token) }));
    const generated = arms.reduce((sum, { generated }) => sum + generated, 0);
    onEvent?.({ type: 'step', arm: arm.spec.name, step: record, tokens: texts, generated, total });
  }
}

function furthestBehind(arms: readonly ArmRun[]): ArmRun | undefined {
  const going = arms.filter((arm) => !arm.done);
  return going.toSorted((a, b) => compareProgress(a.probeProgress, b.probeProgress))[0];
}

/** Infinity minus Infinity is no number. */
function compareProgress(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function assemble(options: RunOptions, arms: readonly ArmRun[]): RunResult {
  const { experiment, model, engine } = options;
  const { hash, parameters } = model.checkpoint;
  const logits: LogitTraces = new Map(
    arms.flatMap((arm) => {
      const { requests } = experiment.arms.find(({ name }) => name === arm.spec.name)!;
      return requests.map((id) => [traceKey(arm.spec.name, id), arm.logitsOf(id)] as const);
    }),
  );
  const records = arms.map((arm) => arm.toRecord(model.tokenizer));
  const record = {
    experiment,
    model: { name: model.name, hash, parameters },
    engine: engine.kind,
    adapter: engine.adapter,
    planRules: [...new Set(arms.flatMap((arm) => Object.values(arm.spec.kernels)))].map((set) => `${set}@1`),
    arms: records,
  };
  return { record: { ...record, diffs: compareArms(options, records, logits) }, logits };
}

/** Every probe that both arms of a pair share. */
function compareArms(
  { experiment, model }: RunOptions,
  records: RunResult['record']['arms'],
  logits: LogitTraces,
): DiffRecord[] {
  return experiment.compare.flatMap(([a, b]) => {
    const [inA, inB] = [a, b].map((name) => records.find((arm) => arm.name === name)!);
    const probes = inA.requests.filter(
      ({ id, role }) => role === 'probe' && inB.requests.some((other) => other.id === id),
    );
    return probes.map(({ id, tokens }) =>
      diffStreams({
        probe: id,
        a: { arm: a, tokens, logits: logits.get(traceKey(a, id))! },
        b: {
          arm: b,
          tokens: inB.requests.find((other) => other.id === id)!.tokens,
          logits: logits.get(traceKey(b, id))!,
        },
        textOf: (token) => model.tokenizer.tokenText(token),
      }),
    );
  });
}
