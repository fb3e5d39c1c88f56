import { visible } from '../experiment/visible.ts';
import type { StreamPair } from '../results/diff.ts';
import type { PositionReport } from '../results/position-report.ts';
import { counted, grouped, measured, paragraph } from '../results/text.ts';
import type { Standing } from '../results/top-of-both.ts';

const INDENT = '  ';

/**
 * The logits of a pair at one generated token: how they differ, then the highest of either side.
 * @param fork of the pair; behind it the two sides answer to different texts, which is said.
 */
export function positionLines(report: PositionReport, fork: number | null): string[] {
  const { a, b, probe, position, figures, histogram, top } = report;
  const all = histogram.bins.reduce((sum, count) => sum + count, histogram.zero + histogram.crossing);
  const lines = [
    `logits at token ${grouped(position)}, ${a} vs ${b}, ${probe}: ` +
      `margin ${measured(figures.margin)} in A, perturbation ${measured(figures.perturbation)}; ` +
      `${grouped(figures.differing)} of ${grouped(all)} logits differ, max ${grouped(figures.maxUlpSameSign)} ulp among those of one sign, ` +
      `max |a - b| ${measured(figures.maxAbsolute)}, KL ${measured(figures.kl)} nats`,
  ];
  const rows = top.map(
    ({ token, text, a: inA, b: inB }) =>
      `${INDENT}"${visible(text)}" (${token}): A ${standing(inA)}, B ${standing(inB)}`,
  );
  const parted = fork !== null && position > fork && !report.forced;
  if (parted)
    lines.push(
      `the contexts differ: the pair forks at token ${grouped(fork)}, so these figures tell two texts apart and not two batches`,
    );
  return [...lines.flatMap((line) => paragraph(line)), ...rows];
}

/** Why there are no logits of a pair at a token: a stream ended before it. Null where neither did. */
export function endedLines(
  { probe, a, b }: Pick<StreamPair, 'probe' | 'a' | 'b'>,
  position: number,
): string[] | null {
  if (position < Math.min(a.tokens.length, b.tokens.length)) return null;
  const [inA, inB] = [a, b].map(({ tokens }) => counted(tokens.length, 'token'));
  return paragraph(
    `no logits at token ${grouped(position)} (the first is 0), ${a.arm} vs ${b.arm}, ${probe}: A generated ${inA} and B ${inB}`,
  );
}

/** `#1 12.35 (45.20 %)`: the rank counted from 1, the logit, its probability. */
function standing({ rank, logit, probability }: Standing): string {
  return `#${grouped(rank + 1)} ${measured(logit)} (${(100 * probability).toFixed(2)} %)`;
}
