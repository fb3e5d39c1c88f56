import type { BenchCase } from '../../bench/bench-case.ts';
import { type Interval, pairedRatio } from '../../bench/statistics.ts';
import { meanTest } from '../../numerics/inference/mean-difference.ts';
import { momentsOf } from '../../numerics/inference/moments.ts';
import { ROT_ENGINES, type RotEngine, type RotReport, type RotRun } from './rot-report.ts';

/** What a release took for a step, over what the current one took. */
export interface RotCost {
  readonly release: string;
  readonly engine: RotEngine;
  readonly case: BenchCase;
  /** Above 1: staying on it costs. Repeats pair, since the releases took turns. */
  readonly ratio: Interval;
  /** That neither is slower: Student's t of the pairs' logarithms of ratios, two-sided, by itself. */
  readonly p: number;
}

/** What an upgrade from one release to the next that runs the graph changed. */
export interface RotUpgrade {
  readonly engine: RotEngine;
  readonly from: string;
  readonly to: string;
  /** Prompts whose answers have other bits, and those whose tokens are others too. */
  readonly otherBits: readonly string[];
  readonly otherTokens: readonly string[];
  /** Tokens that differ at their place, of all. */
  readonly tokens: { readonly differ: number; readonly of: number };
}

/** What a release is worth by itself. */
export interface RotWorth {
  readonly release: string;
  readonly engine: RotEngine;
  /** Prompts whose answer has the same bits alone and in one batch with the others. */
  readonly invariant: number;
  /** Prompts whose tokens are the reference's. */
  readonly asReference: number;
  readonly prompts: number;
  /** Largest distance of a first token's logits from the reference's. */
  readonly distance: number;
}

/** Engines on which the current release runs the graph, with those of its predecessors that do, in the order of their versions. */
function ableRuns(report: RotReport, engine: RotEngine): readonly RotRun[] {
  return report.releases.flatMap((release) => {
    const run = report.runs.find((each) => each.release === release && each.engine === engine);
    return run && run.problem === null ? [run] : [];
  });
}

/** Every release but the current one, in every case; empty where the current one cannot run the graph. */
export function rotCosts(report: RotReport): RotCost[] {
  return ROT_ENGINES.flatMap((engine) => {
    const runs = ableRuns(report, engine);
    const current = runs.find(({ release }) => release === report.releases.at(-1));
    if (!current) return [];
    return runs
      .filter((run) => run !== current)
      .flatMap(({ release, times }) =>
        times.map(({ case: benchCase, wall }, i) => ({
          ...{ release, engine, case: benchCase },
          ratio: pairedRatio(wall, current.times[i].wall),
          p: meanTest(momentsOf(wall.map((time, at) => Math.log(time / current.times[i].wall[at])))).p,
        })),
      );
  });
}

export function rotUpgrades(report: RotReport): RotUpgrade[] {
  const names = report.prompts.map(({ id }) => id);
  return ROT_ENGINES.flatMap((engine) => {
    const runs = ableRuns(report, engine);
    return runs.slice(1).map((to, i): RotUpgrade => {
      const from = runs[i];
      const differing = (at: number) =>
        to.answers[at].tokens.filter((token, place) => token !== from.answers[at].tokens[place]).length;
      const counts = names.map((_, at) => differing(at));
      return {
        ...{ engine, from: from.release, to: to.release },
        otherBits: names.filter((_, at) => to.answers[at].fingerprint !== from.answers[at].fingerprint),
        otherTokens: names.filter((_, at) => counts[at] > 0),
        tokens: {
          differ: counts.reduce((sum, count) => sum + count, 0),
          of: names.length * report.newTokens,
        },
      };
    });
  });
}

export function rotWorths(report: RotReport): RotWorth[] {
  return ROT_ENGINES.flatMap((engine) =>
    ableRuns(report, engine).map(({ release, answers, together }) => ({
      ...{ release, engine, prompts: answers.length },
      invariant: answers.filter(({ fingerprint }, i) => fingerprint === together[i]).length,
      asReference: answers.filter((answer) => answer.asReference).length,
      distance: Math.max(...answers.map(({ distance }) => distance)),
    })),
  );
}

/** Releases that cannot run the graph on an engine, with what they said. */
export function rotUnable(report: RotReport): readonly RotRun[] {
  return report.runs.filter(({ problem }) => problem !== null);
}
