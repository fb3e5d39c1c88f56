import type { Experiment } from '../experiment/schema.ts';
import { type PairNames, pairKeyOf } from '../results/compare-reports.ts';
import { sameBits } from '../results/position-trace.ts';
import type { Comparisons } from '../results/record.ts';
import type { LogitComparison } from '../steps/logit-comparison.ts';
import type { ArmRun, Stepped } from './arm-run.ts';

/** A probe in two arms that step side by side. */
export interface RunningPair {
  readonly probe: string;
  readonly a: ArmRun;
  readonly b: ArmRun;
}

/**
 * Compares the pairs of a run in lockstep, as soon as both arms have chosen a token after equal ones: where whole logits are not
 * kept, that is when they are there. Equal digests say all that there is to say, so that only what differs is measured: on the device, or
 * here where an engine can only fetch.
 */
export class PairFigures {
  readonly #pairs: readonly RunningPair[];
  readonly #measured: ReadonlyMap<string, Map<number, LogitComparison>>;

  constructor(pairs: readonly RunningPair[]) {
    this.#pairs = pairs;
    this.#measured = new Map(pairs.map((pair) => [keyOf(pair), new Map()]));
  }

  get measured(): Comparisons {
    return this.#measured;
  }

  /** Called after each step of an arm, before any other. */
  async stepped(arm: ArmRun, { tokens }: Pick<Stepped, 'tokens'>): Promise<void> {
    for (const { request, index } of tokens) {
      for (const pair of this.#pairs) {
        if (pair.probe === request && (pair.a === arm || pair.b === arm)) await this.#compare(pair, index);
      }
    }
  }

  /** Nothing where the engine has let go of one side: it was many steps ahead. */
  async #compare(pair: RunningPair, position: number): Promise<void> {
    const { probe, a, b } = pair;
    const [traceA, traceB] = [a, b].map((arm) => arm.soFar(probe).trace[position]);
    if (!traceA || !traceB || sameBits(traceA, traceB) || hasForked(pair, position)) return;
    const comparison = await a.compareLogits({ request: probe, position }, b);
    if (comparison) this.#measured.get(keyOf(pair))!.set(position, comparison);
  }
}

/** Every probe that both arms of a compared pair run, of the arms that are open. */
export function runningPairs(
  { compare }: Pick<Experiment, 'compare'>,
  arms: readonly ArmRun[],
): RunningPair[] {
  return compare.flatMap(([nameA, nameB]) => {
    const [a, b] = [nameA, nameB].map((name) => arms.find(({ spec }) => spec.name === name));
    if (!a || !b) return [];
    const inB = new Set(b.probes);
    return a.probes.filter((probe) => inB.has(probe)).map((probe) => ({ probe, a, b }));
  });
}

function keyOf({ probe, a, b }: RunningPair): string {
  const names: PairNames = { probe, a: a.spec.name, b: b.spec.name };
  return pairKeyOf(names);
}

/** Whether the arms chose different tokens before a position: from there on their contexts differ. */
function hasForked({ probe, a, b }: RunningPair, position: number): boolean {
  const [tokensA, tokensB] = [a, b].map((arm) => arm.soFar(probe).tokens);
  for (let at = 0; at < position; at++) if (tokensA[at] !== tokensB[at]) return true;
  return false;
}
