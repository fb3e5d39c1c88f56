import type { RoundOutcome } from '../../engines/server/run-traffic.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { reportTranscripts } from '../../results/transcripts-report.ts';
import type { ServerComparison } from './server-run.ts';
import { transcriptOf } from './server-transcript.ts';

/**
 * Compares the pairs that an experiment lists, or its first arm with each other one where it lists none; and each arm's first time with its
 * later ones, which is what differs from run to run. Arms whose probes all failed are left out.
 */
export async function compareRounds(
  { compare }: Pick<Experiment, 'compare'>,
  rounds: readonly RoundOutcome[],
): Promise<ServerComparison[]> {
  const arms = new Map<string, RoundOutcome[]>();
  for (const round of rounds) arms.set(round.arm, [...(arms.get(round.arm) ?? []), round]);
  const names = [...arms.keys()];
  const listed = compare.filter(([a, b]) => arms.has(a) && arms.has(b));
  const pairs = listed.length > 0 ? listed : names.slice(1).map((name) => [names[0], name] as const);
  const found = pairs.map(([a, b]) => ({ a, b, roundsA: arms.get(a)!, roundsB: arms.get(b)! }));
  const again = [...arms].flatMap(([name, [first, ...later]]) =>
    later.map((round) => ({
      a: name,
      b: `${name}, time ${round.repeat + 1}`,
      roundsA: [first],
      roundsB: [round],
    })),
  );
  const comparisons: ServerComparison[] = [];
  for (const { a, b, roundsA, roundsB } of [...found, ...again]) {
    const [one, other] = [transcriptOf(a, roundsA), transcriptOf(b, roundsB)];
    if (one.sequences.length === 0 || other.sequences.length === 0) continue;
    comparisons.push({ a, b, report: await reportTranscripts(one, other, { sameInputs: false }) });
  }
  return comparisons;
}
