import type { BesideAlone, LoadRequest } from '../results/load/load-record.ts';
import { counted, grouped, measured, paragraph } from '../results/text.ts';

import { dropWords } from './drops.ts';

/** Probes told of, each; the record has all. */
const MOST_TOLD = 8;
/** Company that makes a token so many times as likely is told of. */
const TOLD_FROM = 2;

/** What became of each probe of an arm: when it was served, and what it is beside itself alone. */
export function probeLines(requests: readonly LoadRequest[]): string[] {
  const probes = requests.filter(({ role }) => role === 'probe');
  const more = probes.length - MOST_TOLD;
  return [
    ...probes.slice(0, MOST_TOLD).flatMap(linesOf),
    ...(more > 0 ? [`  and ${counted(more, 'more probe')}`] : []),
  ];
}

function linesOf(probe: LoadRequest): string[] {
  const { id, arrived, tokenTimes, ended, outcome, besideAlone, drops } = probe;
  const after = (ms: number) => `${grouped(Math.round(ms - arrived))} ms`;
  const [first] = tokenTimes;
  const served = [
    ...(first === undefined ? [] : [`first token after ${after(first)}`]),
    outcome.kind === 'done' && ended !== null
      ? `done after ${after(ended)}`
      : 'message' in outcome
        ? `${outcome.kind}: ${outcome.message}`
        : outcome.kind,
  ];
  return [
    `probe ${id}: ${served.join(', ')}`,
    ...(drops ? [dropWords(drops)] : []),
    ...(besideAlone ? [`beside itself alone: ${besideWords(besideAlone, probe.tokens)}`] : []),
  ].flatMap((line) => paragraph(line, '  '));
}

function besideWords(found: BesideAlone, tokens: readonly number[]): string {
  const { looked, differing, firstDifference, fork, maxUlp, maxKl, perplexity, raised } = found;
  if (differing === 0) return `the same bits at all ${grouped(looked)} positions looked at`;
  return [
    `other bits at ${grouped(differing)} of ${grouped(looked)} positions, from ${firstDifference} on, by ${grouped(maxUlp)} ulp and ${measured(maxKl)} nats at most`,
    fork === null ? 'every token is the one given alone' : `alone another token at ${fork}`,
    ...(perplexity
      ? [`perplexity of its tokens ${perplexity.loaded.toFixed(2)}, alone ${perplexity.alone.toFixed(2)}`]
      : []),
    ...(raised && raised.probability.loaded >= TOLD_FROM * raised.probability.alone
      ? [
          `most raised by company: token ${tokens[raised.position]} at ${raised.position}, probability ${measured(raised.probability.loaded)}, alone ${measured(raised.probability.alone)}`,
        ]
      : []),
  ].join('; ');
}
