import { expandArms } from '../experiment/expand-arms.ts';
import type { ExperimentArm } from '../experiment/schema.ts';
import { ruleName } from '../numerics/rule-name.ts';
import { diffStreams } from '../results/diff.ts';
import { forkTrees } from '../results/fork-tree.ts';
import {
  type ArmRecord,
  type DiffRecord,
  type LogitTraces,
  type RunRecord,
  type RunResult,
  type StepRecord,
  traceKey,
} from '../results/record.ts';
import type { ArmRun, NewToken } from './arm-run.ts';
import type { Gate } from './gate.ts';
import { type LabSetting, openArm } from './open-arm.ts';
import { resolveRequests } from './resolve.ts';

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
    }
  /** The gate is shut: the run waits before its next step. */
  | { readonly type: 'paused'; readonly generated: number; readonly total: number };

export interface RunOptions extends LabSetting {
  readonly onEvent?: (event: LabEvent) => void;
  /** Awaited before each step: pauses the run, or lets it go on step by step. */
  readonly gate?: Gate;
  /** What a reader of the record must know beside it. */
  readonly notes?: readonly string[];
}

/**
 * The lab: experiment -> requests -> arms, stepped in lockstep -> record -> diffs.
 * Throws ExperimentError where the model cannot serve it, the engine's errors, and the signal's reason where aborted.
 */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const requests = resolveRequests(options.experiment, options.model);
  const { together, drawn } = expandArms(options.experiment);
  const watch = createWatch(options, [...together, ...drawn]);
  const records: ArmRecord[] = [];
  const logits = new Map<string, readonly Float32Array[]>();
  // Companies are many and never compared step by step: one after the other they share a pool's worth of memory.
  for (const group of [together, ...drawn.map((arm) => [arm])]) {
    const arms: ArmRun[] = [];
    try {
      for (const arm of group) {
        watch.opening(arm);
        arms.push(await openArm(options, requests, arm));
      }
      await runInLockstep(arms, watch, options);
    } finally {
      for (const arm of arms) arm.close();
    }
    for (const arm of arms) {
      records.push(arm.toRecord(options.model.tokenizer));
      for (const [id, trace] of arm.probeLogits()) logits.set(traceKey(arm.spec.name, id), trace);
    }
  }
  return assemble(options, records, logits);
}

/** Tells those who watch what happens, with the progress of the whole run. */
interface Watch {
  opening(arm: ExperimentArm): void;
  paused(): void;
  stepped(arm: ArmRun, step: StepRecord, tokens: readonly NewToken[]): void;
}

function createWatch({ experiment, model, onEvent }: RunOptions, arms: readonly ExperimentArm[]): Watch {
  const budget = new Map(experiment.requests.map((request) => [request.id, request.maxNewTokens]));
  const total = arms.flatMap((arm) => arm.requests).reduce((sum, id) => sum + budget.get(id)!, 0);
  let generated = 0;
  return {
    opening: (arm) =>
      onEvent?.({ type: 'opening', arm: arm.name, index: arms.indexOf(arm), arms: arms.length }),
    paused: () => onEvent?.({ type: 'paused', generated, total }),
    stepped(arm, step, tokens) {
      generated += tokens.length;
      const texts = tokens.map((token) => ({ ...token, text: model.tokenizer.tokenText(token.token) }));
      onEvent?.({ type: 'step', arm: arm.spec.name, step, tokens: texts, generated, total });
    },
  };
}

/** The arm whose probe is furthest behind steps next, so that a difference shows from the first token on. */
async function runInLockstep(
  arms: readonly ArmRun[],
  watch: Watch,
  { signal, gate }: Pick<RunOptions, 'signal' | 'gate'>,
): Promise<void> {
  for (let arm = furthestBehind(arms); arm; arm = furthestBehind(arms)) {
    signal?.throwIfAborted();
    if (gate?.shut) watch.paused();
    await gate?.pass(signal);
    const { record, tokens } = await arm.step();
    watch.stepped(arm, record, tokens);
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

function assemble(
  options: RunOptions,
  arms: readonly ArmRecord[],
  logits: ReadonlyMap<string, readonly Float32Array[]>,
): RunResult {
  const { experiment, model, engine, notes = [] } = options;
  const { hash, parameters } = model.checkpoint;
  const record: RunRecord = {
    experiment,
    model: { name: model.name, hash, parameters },
    engine: engine.kind,
    adapter: engine.adapter,
    planRules: [...new Set(arms.flatMap((arm) => Object.values(arm.kernels)))].map(ruleName),
    notes,
    arms,
    diffs: compareArms(options, arms, logits),
    forkTrees: forkTrees(arms, (tokens) => model.tokenizer.decode(tokens)),
  };
  return { record, logits };
}

/** Every probe that both arms of a pair share. */
function compareArms(
  { experiment, model }: RunOptions,
  records: readonly ArmRecord[],
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
