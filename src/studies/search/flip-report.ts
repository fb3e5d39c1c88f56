import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import { withUsedShaders } from '../../experiment/shaders.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import { marginOf } from '../../results/position-trace.ts';
import type { Pair, PairChoice } from './pair.ts';
import type { Agreement, ProbeStream } from './probe-run.ts';

/** One batch that was tried against alone. */
export interface FlipTrial {
  /** How it differs from the company that the search began with; empty for that company itself. */
  readonly changes: readonly string[];
  readonly batchmates: number;
  readonly fork: number | null;
  readonly identical: boolean;
}

/** A smaller batch that was tried; one that still flips takes the place of the one before. */
export interface ShrinkTrial {
  readonly change: string;
  readonly batchmates: number;
  readonly fork: number | null;
}

/** Where the probe's completion flips, and what it says there. */
export interface Flip {
  readonly fork: number;
  /** logit(top1) - logit(top2) of the probe alone at the fork: 0 is a tie. Null where it had ended. */
  readonly margin: number | null;
  /** Text that both share, then the token of each; null where it had ended. */
  readonly shared: string;
  readonly alone: string | null;
  readonly company: string | null;
}

export interface FlipReport {
  readonly kind: 'flip';
  readonly pair: PairChoice;
  /** What the arms compute with where that differs, in words: then only the company as it is was run. */
  readonly settings: string | null;
  /** The company that the search began with, against alone; null before it ran. */
  readonly asItIs: Agreement | null;
  /** Whether none of the company's kernels follows the batch. */
  readonly invariant: boolean;
  readonly seed: number;
  readonly trials: readonly FlipTrial[];
  readonly shrinks: readonly ShrinkTrial[];
  /** Null until one is found. */
  readonly flip: Flip | null;
  /** The smallest batch found, as an experiment of two arms. */
  readonly experiment: Experiment | null;
}

/** A batch in which the probe's completion leaves the one it has alone. */
export interface FlippingBatch {
  readonly requests: readonly ExperimentRequest[];
  readonly stream: ProbeStream;
  readonly fork: number;
}

/** What the flip says, `alone` being the probe's stream without the batch. */
export function flipOf(alone: ProbeStream, { stream, fork }: FlippingBatch, tokenizer: TextCodec): Flip {
  const tokenAt = ({ tokens }: ProbeStream) =>
    fork < tokens.length ? tokenizer.tokenText(tokens[fork]) : null;
  return {
    fork,
    margin: fork < alone.trace.length ? marginOf(alone.trace[fork]) : null,
    shared: tokenizer.decode(alone.tokens.slice(0, fork)),
    alone: tokenAt(alone),
    company: tokenAt(stream),
  };
}

/** The batch as an experiment of its own: the probe alone against it. */
export function flipExperiment(
  experiment: Experiment,
  pair: Pair,
  batch: readonly ExperimentRequest[],
): Experiment {
  const inBatch = new Set(batch.map(({ id }) => id));
  const others = experiment.requests.filter(({ id }) => pair.alone.requests.includes(id) && !inBatch.has(id));
  const arms: ExperimentArm[] = [pair.alone, { ...pair.company, requests: batch.map(({ id }) => id) }];
  return withUsedShaders({
    ...experiment,
    title: `A batch that flips ${pair.probe.id}`,
    description: `Found by search: the smallest batch, of those tried, in which ${pair.probe.id} is answered differently than alone.`,
    requests: [...others, ...batch],
    arms,
    compare: [[arms[0].name, arms[1].name]],
  });
}
