import { behaviourMeans, behaviourOf } from '../results/behaviour.ts';
import type {
  Distribution,
  LoadArm,
  LoadRecord,
  Mechanisms,
  ServiceLimits,
} from '../results/load/load-record.ts';
import { grouped, paragraph } from '../results/text.ts';
import { verificationLine } from '../results/verification-words.ts';
import type { Effort, Serving } from '../steps/serving.ts';
import { behaviourLine } from './behaviour.ts';
import { canaryLines } from './canary.ts';
import { adapterWords } from './engine.ts';
import { probeLines } from './load-probes.ts';
import { guaranteeLines, lostLines } from './postures.ts';
import { fairnessLines, misroutedWords, routeWords } from './route.ts';
import { speculationLine } from './speculation.ts';

/** A run under load as plain text of at most 110 columns: what ran where and by which clock, a table for each arm. */
export function formatLoad(record: LoadRecord): string {
  const sections = [
    ...(record.lost.length > 0 ? [lostLines(record.lost)] : []),
    headerLines(record),
    guaranteeLines(record.postures),
    ...record.arms.map((arm) => armSection(arm, record.limits)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headerLines({ experiment, model, engine, adapter, notes, arms }: LoadRecord): string[] {
  const [clock] = arms.map((arm) => arm.clock);
  return [
    experiment.title,
    `model ${model.name}, ${grouped(model.parameters)} parameters, ${model.hash}`,
    `engine ${engine} on ${adapterWords(adapter)}`,
    clock?.kind === 'virtual'
      ? `virtual clock: a step takes what a table says that was measured on ${clock.table.measuredOn}`
      : 'real clock: times are as they happened',
    ...notes,
  ].flatMap((line) => paragraph(line));
}

function armSection(arm: LoadArm, limits: ServiceLimits): string[] {
  const { name, serving, metrics, mechanisms, speculation } = arm;
  const { completed, refused, failed, duration } = metrics;
  return [
    `${name}: ${servingWords(serving)}`,
    `  ${grouped(completed)} completed, ${grouped(refused)} refused, ${grouped(failed)} failed in ${timeText(duration)}`,
    ...latencyTable(arm),
    ...probeLines(arm.requests),
    ...answerLines(arm),
    ...fairnessLines(arm),
    ...canaryLines(arm).flatMap((line) => paragraph(line, '  ')),
    `  ${metrics.requestThroughput.toFixed(2)} requests/s, ${metrics.outputThroughput.toFixed(1)} tokens/s${goodputWords(metrics.goodput, limits)}`,
    ...[
      ...mechanismLines(mechanisms),
      ...(speculation ? [speculationLine(speculation)] : []),
      ...verifiedLines(mechanisms),
    ].flatMap((line) => paragraph(line, '  ')),
  ];
}

/** How its answers behave, where they are kept. */
function answerLines({ requests }: LoadArm): string[] {
  const done = requests.filter(({ outcome }) => outcome.kind === 'done');
  const means = behaviourMeans(done.map(behaviourOf));
  return means ? paragraph(`answers: ${behaviourLine(means)}`, '  ') : [];
}

const COLUMNS = ['mean', 'p50', 'p95', 'p99'] as const;
/** What each latency is, by the names of `vllm bench serve`. */
export const LATENCY_WORDS = {
  ttft: 'time to first token',
  tpot: 'time per output token',
  itl: 'between tokens',
  e2el: 'end to end',
} as const;

function latencyTable({ metrics }: LoadArm): string[] {
  const row = (first: string, rest: readonly string[]) =>
    `  ${first.padEnd(28)}${rest.map((cell) => cell.padStart(12)).join('')}`;
  const kinds = Object.entries(LATENCY_WORDS) as [keyof typeof LATENCY_WORDS, string][];
  return [
    row('milliseconds', COLUMNS),
    ...kinds.map(([kind, words]) => row(`${kind.toUpperCase().padEnd(5)} ${words}`, cells(metrics[kind]))),
  ];
}

function cells(distribution: Distribution | null): string[] {
  return COLUMNS.map((column) => (distribution ? millisecondsText(distribution[column]) : '-'));
}

function millisecondsText(ms: number): string {
  return ms >= 1000 ? grouped(Math.round(ms)) : ms.toFixed(ms >= 100 ? 0 : ms >= 10 ? 1 : 2);
}

function timeText(ms: number): string {
  return ms >= 120_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 1000).toFixed(2)} s`;
}

function goodputWords(goodput: number | null, limits: ServiceLimits): string {
  if (goodput === null) return '';
  const stated = Object.entries(limits).map(([name, limit]) => `${name} ${limit} ms`);
  return `, goodput ${goodput.toFixed(2)} requests/s within ${stated.join(', ')}`;
}

/** How an arm serves, in words: `first come, first served; swaps to 64 blocks of host memory`. */
export function servingWords(serving: Serving): string {
  const { memory, prefix, packing, cascade, disaggregated, admission } = serving;
  const { precision, effort, route, faults } = serving;
  return [
    policyWords(serving.policy),
    ...(memory.pressure === 'swap' ? [`swaps to ${grouped(memory.hostBlocks)} blocks of host memory`] : []),
    ...(memory.pressure === 'evict'
      ? [`drops keys between the first ${memory.first} and the last ${memory.last}`]
      : []),
    ...(prefix === 'off'
      ? []
      : [prefix === 'on' ? 'shares prefixes' : 'shares prefixes, the last block recomputed']),
    ...(packing === 'off'
      ? []
      : [packing === 'masked' ? 'packs requests' : 'packs requests without the segment test']),
    ...(cascade
      ? [`cascade attention from ${cascade.requests} requests and ${cascade.prefixTokens} tokens on`]
      : []),
    ...(disaggregated ? ['prefill and decode in queues of their own'] : []),
    ...(precision ? [precisionWords(precision)] : []),
    ...(admission.mostWaiting === null ? [] : [`at most ${grouped(admission.mostWaiting)} wait`]),
    ...(admission.firstTokenWithin === null
      ? []
      : [`first token within ${grouped(admission.firstTokenWithin)} ms or given up`]),
    ...(effort ? [effortWords(effort)] : []),
    ...(route ? [routeWords(route)] : []),
    ...(faults ? [misroutedWords(faults.misrouted)] : []),
  ].join('; ');
}

function precisionWords({ to, lowerAt, raiseAt, waitingAt }: NonNullable<Serving['precision']>): string {
  const waits = waitingAt === null ? '' : ` or ${grouped(waitingAt)} wait`;
  return `layers become ${to} one by one from ${percent(lowerAt)} of the pool on${waits}, and go back at ${percent(raiseAt)}`;
}

/** `answers shrink to 32 tokens as 4 to 16 wait`. */
export function effortWords({ from, to, least }: Effort): string {
  return `answers shrink to ${grouped(least)} tokens as ${grouped(from)} to ${grouped(to)} wait`;
}

function policyWords(policy: Serving['policy']): string {
  switch (policy.kind) {
    case 'static':
      return `static batches of ${policy.batch}`;
    case 'fcfs':
      return 'first come, first served';
    case 'prefill-first':
      return 'prompts first, whole';
    case 'chunked':
      return `prompts in chunks, ${policy.budget} tokens a step`;
    case 'tiers':
      return 'higher tiers first';
    case 'shortest':
      return 'shortest first';
  }
}

function verifiedLines({ verification }: Mechanisms): string[] {
  return verification ? [verificationLine(verification)] : [];
}

/** What the mechanisms did in an arm: what was counted, the pool, layers that were lowered. */
export function mechanismLines(mechanisms: Mechanisms): string[] {
  const { steps, waste, occupancy, cachedTokens, promptTokens, meanBits } = mechanisms;
  const bits = meanBits === undefined ? [] : [`${meanBits.toFixed(2)} bits a weight on average`];
  const counted: readonly (readonly [count: number, words: string])[] = [
    [mechanisms.preemptions, 'times blocks were lost'],
    [mechanisms.swappedOut, 'blocks swapped out'],
    [mechanisms.swappedIn, 'blocks swapped in'],
    [mechanisms.copied, 'blocks copied on write'],
    [mechanisms.evictedTokens, 'keys dropped'],
    [mechanisms.droppedChoices ?? 0, 'choices of rows that experts had no room for'],
    [mechanisms.cascadeSteps, 'steps with cascade attention'],
    [mechanisms.handedOver, 'blocks handed over'],
    [mechanisms.shortened ?? 0, 'answers cut short'],
    [mechanisms.routed ?? 0, 'requests sent to the second replica'],
  ];
  const said = counted.filter(([count]) => count > 0).map(([count, words]) => `${grouped(count)} ${words}`);
  const found =
    cachedTokens > 0 ? [`${percent(cachedTokens / promptTokens)} of prompt tokens found in the cache`] : [];
  const { precision } = mechanisms;
  const lowered = precision
    ? [
        `layers in a smaller format: ${precision.mean.toFixed(1)} on average, ${precision.most} at most, ${grouped(precision.swaps)} swaps`,
      ]
    : [];
  const memory = `pool ${percent(occupancy.mean)} held on average, ${percent(occupancy.most)} at most; of held slots ${percent(waste.paged)} empty, of a reservation by maximum length ${percent(waste.reserved)}`;
  return [[`${grouped(steps)} steps`, ...said, ...found, ...bits].join(', '), memory, ...lowered];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}
