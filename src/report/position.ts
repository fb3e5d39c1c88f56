import { visible } from '../experiment/visible.ts';
import type { PositionReport } from '../results/position-report.ts';
import { grouped, measured, paragraph } from '../results/text.ts';
import type { Standing } from '../results/top-of-both.ts';

const INDENT = '  ';

/** The logits of a pair at one generated token: how they differ, then the highest of either side. */
export function positionLines(report: PositionReport): string[] {
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
  return [...lines.flatMap((line) => paragraph(line)), ...rows];
}

/** `#1 12.35 (45.20 %)`: the rank counted from 1, the logit, its probability. */
function standing({ rank, logit, probability }: Standing): string {
  return `#${grouped(rank + 1)} ${measured(logit)} (${(100 * probability).toFixed(2)} %)`;
}
