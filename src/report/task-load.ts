import { aligned, grouped } from '../results/text.ts';
import type { TaskLoadScores } from '../studies/tasks/load-tasks.ts';
import { effortWords } from './load.ts';

const HEADS = ['tasks a second', 'answers', 'tokens left', 'passed', '95 %', 'first token', 'end to end'];

/** Tasks under load as plain text: a line for each rate and way to answer. */
export function formatTaskLoad(loads: readonly TaskLoadScores[]): string[] {
  return aligned([HEADS, ...loads.map(cells)], [1]);
}

function cells({ perSecond, effort, meanBudget, overall, metrics }: TaskLoadScores): string[] {
  const percent = (share: number) => (100 * share).toFixed(1);
  const median = (of: { readonly p50: number } | null) => (of ? `${grouped(Math.round(of.p50))} ms` : '-');
  return [
    String(perSecond),
    effort ? effortWords(effort) : 'whole',
    meanBudget.toFixed(1),
    `${percent(overall.rate)} %`,
    `${percent(overall.low)} to ${percent(overall.high)}`,
    median(metrics.ttft),
    median(metrics.e2el),
  ];
}
