import { ExperimentError } from '../../experiment/errors.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import { type LabSetting, openArm } from '../../lab/open-arm.ts';
import { type ResolvedRequest, resolveArm, resolveRequests } from '../../lab/resolve.ts';
import { findFork } from '../../results/diff.ts';
import { type PositionTrace, sameBits } from '../../results/position-trace.ts';
import { ONLY_TRACES } from '../../results/retention.ts';

/** What one batch gave for the probe. */
export interface ProbeStream {
  readonly tokens: readonly number[];
  /** Of each token. */
  readonly trace: readonly PositionTrace[];
  /** Tokens of every request that had ended by then. */
  readonly ended: ReadonlyMap<string, number>;
}

/** How two streams of one probe compare, up to and including the fork. */
export interface Agreement {
  readonly identical: boolean;
  readonly fork: number | null;
  /** First generated position at which any bit of the logits differs. */
  readonly firstDifference: number | null;
  /** Positions that were compared. */
  readonly positions: number;
}

export interface ProbeRunOptions {
  /** Run these in the place of the experiment's requests. */
  readonly requests?: readonly ExperimentRequest[];
  /** Stop where the stream leaves this one: contexts differ from there on, and nothing more can be learnt. */
  readonly against?: ProbeStream;
}

/** Runs one batch until the probe has ended. Throws ExperimentError where it ends in an error: no bits are compared of what is no number. */
export type ProbeRunner = (arm: ExperimentArm, options?: ProbeRunOptions) => Promise<ProbeStream>;

export interface ProbeSetting extends LabSetting {
  readonly experiment: Experiment;
  /** The experiment's, resolved once for all batches. */
  readonly requests: readonly ResolvedRequest[];
}

/** `tokens`: look at so many of the probe's tokens at most; the batch keeps its shape. */
export function createProbeRunner(setting: ProbeSetting, probe: string, tokens: number | null): ProbeRunner {
  const limit = tokens ?? Number.POSITIVE_INFINITY;
  const { experiment, model, requests: known } = setting;
  return async (arm, { requests, against } = {}) => {
    const batch = requests ? resolveRequests({ ...experiment, requests }, model, known) : known;
    const members = arm.requests.map((id) => batch.find(({ request }) => request.id === id)!);
    const resolved = resolveArm(experiment, arm, members);
    const run = await openArm(setting, resolved, { retention: ONLY_TRACES });
    const given: number[] = [];
    const forked = () => against !== undefined && given.some((token, i) => token !== against.tokens[i]);
    try {
      while (!run.hasEnded(probe) && given.length < limit && !forked()) {
        setting.signal?.throwIfAborted();
        const { tokens: fresh } = await run.step();
        given.push(...fresh.filter(({ request }) => request === probe).map(({ token }) => token));
      }
    } finally {
      run.close();
    }
    const { requests: records } = run.toRecord(model.tokenizer);
    const { finish } = records.find(({ id }) => id === probe)!;
    if (finish.reason === 'error')
      throw new ExperimentError([`request ${probe} of arm ${arm.name}: ${finish.message}`]);
    const ended = records
      .filter(({ id }) => run.hasEnded(id))
      .map(({ id, tokens: of }) => [id, of.length] as const);
    const trace = run.probeTraces().find(([id]) => id === probe)?.[1] ?? [];
    return { tokens: given, trace, ended: new Map(ended) };
  };
}

export function agreementOf(a: ProbeStream, b: ProbeStream): Agreement {
  const fork = findFork(a.tokens, b.tokens);
  const shared = Math.min(a.tokens.length, b.tokens.length);
  const positions = fork === null ? shared : Math.min(fork + 1, shared);
  let first = 0;
  while (first < positions && sameBits(a.trace[first], b.trace[first])) first++;
  const firstDifference = first < positions ? first : null;
  return { identical: fork === null && firstDifference === null, fork, firstDifference, positions };
}
