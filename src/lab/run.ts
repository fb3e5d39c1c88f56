import { createBreather } from '../engines/cpu/breathe.ts';
import { expandArms } from '../experiment/expand-arms.ts';
import { nameWarnings } from '../experiment/look-alikes.ts';
import type { ExperimentArm } from '../experiment/schema.ts';
import { ruleName } from '../numerics/rule-name.ts';
import { brokenPromises } from '../results/checks.ts';
import { alignStreams, diffStreams, type Pause, type StreamPair } from '../results/diff.ts';
import { forkTrees } from '../results/fork-tree.ts';
import type { Evidence } from '../results/posture.ts';
import { lostWords } from '../results/posture-words.ts';
import {
  type ArmRecord,
  type DiffRecord,
  type LogitTraces,
  type RunRecord,
  type RunResult,
  type StepRecord,
  traceKey,
} from '../results/record.ts';
import { retentionOf } from '../results/retention.ts';
import type { ArmRun, NewToken } from './arm-run.ts';
import type { Gate } from './gate.ts';
import { type LabSetting, openArm } from './open-arm.ts';
import { posturesOf } from './postures.ts';
import { promptNotes } from './prompt-notes.ts';
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
  /** Positions of the pairs that were compared once all arms had run, and how many there are. */
  | { readonly type: 'comparing'; readonly done: number; readonly total: number }
  /** The gate is shut: the run waits before its next step. */
  | { readonly type: 'paused'; readonly generated: number; readonly total: number };

export interface RunOptions extends LabSetting {
  readonly onEvent?: (event: LabEvent) => void;
  /** Awaited before each step: pauses the run, or lets it go on step by step. */
  readonly gate?: Gate;
  /** What a reader of the record must know beside it. */
  readonly notes?: readonly string[];
  /** What its claims of invariance rest on. */
  readonly evidence?: Evidence | undefined;
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
  // Companies are many: one after the other they share a pool's worth of memory, and little is kept of each.
  for (const group of [together, ...drawn.map((arm) => [arm])]) {
    const arms: ArmRun[] = [];
    try {
      for (const arm of group) {
        watch.opening(arm);
        arms.push(
          await openArm(options, requests, arm, { retention: retentionOf(options.experiment, arm.name) }),
        );
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
  return await assemble(options, records, logits);
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

async function assemble(
  options: RunOptions,
  arms: readonly ArmRecord[],
  logits: LogitTraces,
): Promise<RunResult> {
  const { experiment, model, engine, notes = [] } = options;
  const { hash, parameters } = model.checkpoint;
  const diffs = await compareArms(options, comparedStreams(options, arms, logits));
  const postures = posturesOf(options, experiment.arms);
  const record: RunRecord = {
    lost: [...lostWords(postures), ...brokenPromises({ arms, diffs, engine: engine.kind })],
    experiment,
    model: { name: model.name, hash, parameters },
    engine: engine.kind,
    adapter: engine.adapter,
    planRules: [...new Set(arms.flatMap((arm) => Object.values(arm.kernels)))].map(ruleName),
    notes: [...notes, ...model.warnings, ...nameWarnings(experiment), ...promptNotes(experiment)],
    postures,
    arms,
    diffs,
    forkTrees: forkTrees(arms, (tokens) => model.tokenizer.decode(tokens)),
  };
  return { record, logits };
}

/** Compares pair after pair; others get the thread between positions. Throws the signal's reason where aborted. */
async function compareArms(
  { signal, onEvent }: RunOptions,
  pairs: readonly StreamPair[],
): Promise<DiffRecord[]> {
  const total = pairs.reduce((sum, { a, b }) => sum + alignStreams(a.tokens, b.tokens).comparable, 0);
  const breathe = createBreather();
  let done = 0;
  const pause: Pause = async () => {
    await breathe();
    signal?.throwIfAborted();
    onEvent?.({ type: 'comparing', done: done++, total });
  };
  const diffs: DiffRecord[] = [];
  for (const pair of pairs) diffs.push(await diffStreams(pair, pause));
  return diffs;
}

/** Every probe that both arms of a pair share. */
function comparedStreams(
  { experiment, model }: RunOptions,
  records: readonly ArmRecord[],
  logits: LogitTraces,
): StreamPair[] {
  return experiment.compare.flatMap(([a, b]) => {
    const [inA, inB] = [a, b].map((name) => records.find((arm) => arm.name === name)!);
    const probes = inA.requests.filter(
      ({ id, role }) => role === 'probe' && inB.requests.some((other) => other.id === id),
    );
    const stream = ({ name, requests }: ArmRecord, id: string) => {
      const { tokens } = requests.find((request) => request.id === id)!;
      return { arm: name, tokens, logits: logits.get(traceKey(name, id))! };
    };
    return probes.map(({ id }) => ({
      ...{ probe: id, a: stream(inA, id), b: stream(inB, id) },
      textOf: (token: number) => model.tokenizer.tokenText(token),
    }));
  });
}
