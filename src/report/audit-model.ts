import {
  answerOf,
  COST_ASKED,
  type FrontierRow,
  frontierOf,
  passesNeeded,
  QUALITY_ASKED,
  type Verdict,
} from '../audit/model/frontier.ts';
import type { BatchLatencies, ModelAudit, Percentiles, VariantAudit } from '../audit/model/model-audit.ts';
import { reachOf } from '../audit/model/percentiles.ts';
import { NEW_TOKENS, PROMPT_TOKENS } from '../audit/model/workload.ts';
import { grouped } from '../numerics/grouped.ts';
import type { ValueInterval } from '../numerics/inference/interval.ts';
import { percentWords } from '../results/amounts.ts';
import { listed } from '../results/text.ts';
import { operationWords } from './bench.ts';
import { placeWords } from './engine.ts';

const VERDICTS: Readonly<Record<Verdict, string>> = { yes: 'yes', no: 'no', unknown: 'cannot be told' };

export function verdictText(verdict: Verdict): string {
  return VERDICTS[verdict];
}

/** `0.994 (0.974 to 1.013)` */
export function intervalText({ value, low, high }: ValueInterval, digits = 3): string {
  const end = (x: number) => (Number.isFinite(x) ? x.toFixed(digits) : 'no bound');
  return `${value.toFixed(digits)} (${end(low)} to ${end(high)})`;
}

/** Three digits at least of what is small. */
export function millisecondsText(milliseconds: number): string {
  if (milliseconds >= 1000) return `${grouped(milliseconds / 1000, 2)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(2) : milliseconds.toFixed(1)} ms`;
}

/** `mean 4.1, p50 4.0, p95 4.6, p99 5.0 ms` in columns. */
export function percentileCells({ mean, p50, p95, p99 }: Percentiles): string[] {
  return [mean, p50, p95, p99].map(millisecondsText);
}

export function priceText(price: number): string {
  return price >= 1 ? grouped(price, 2) : price.toPrecision(3);
}

/** What the audit is of and what it ran on, a sentence. */
export function auditTitle({ variants, engine, adapter, host, form }: ModelAudit): string {
  const [{ model, set }] = variants;
  return `${model.name} (${grouped(model.parameters)} parameters), ${set} kernels, on ${placeWords(engine, adapter)}, ${host}; the ${form} form.`;
}

/** What every figure of latency is of. */
export function workloadWords({ variants: [first] }: ModelAudit): string {
  const batches = listed(first.latencies.map(({ batch, waves }) => `${waves.length} waves of ${batch}`));
  return `Requests of ${PROMPT_TOKENS} prompt tokens and ${NEW_TOKENS} new ones, ${batches}: all of a wave arrive at once, and the variants take turns.`;
}

/** How far percentiles of so many waves can be trusted, a sentence for each batch. */
export function reachWords({ batch, waves }: Pick<BatchLatencies, 'batch' | 'waves'>): string {
  const reach = Math.floor(1000 * reachOf(waves.length)) / 10;
  const p99 = reach >= 99 ? 'so that its p99 is bounded' : 'so that its p99 is little more than the slowest';
  return `${batch} at once: ${waves.length} waves bound quantiles up to the ${reach} %, ${p99}.`;
}

/** What is asked of the variants beside the first. */
export function questionWords({ variants: [first] }: ModelAudit, batch: number): string {
  return `Does any variant give ${percentWords(QUALITY_ASKED, 0)} of the quality of ${first.id} at ${percentWords(COST_ASKED, 0)} of its cost, with ${batch} ${batch === 1 ? 'request' : 'requests'} at once?`;
}

/** The question and what the audit answers, at its largest batch. */
export function answerWords(audit: ModelAudit): string {
  const batch = Math.max(...audit.variants[0].latencies.map((each) => each.batch));
  const rows = frontierOf(audit, batch);
  const question = questionWords(audit, batch);
  if (rows.length === 0) return `${question} Nothing was measured beside it.`;
  const verdict = answerOf(rows);
  const head = { yes: 'Yes', no: 'No', unknown: 'It cannot be told' }[verdict];
  return `${question} ${head}. ${rows.map(rowWords).join(' ')}`;
}

/** What a variant's row comes to, a sentence. */
export function rowWords({ id, tasks, text, cost, answers }: FrontierRow): string {
  const quality = tasks
    ? `${intervalText(tasks.ratio)} of the tasks (${tasks.passed} of ${tasks.total} passed, ${tasks.won} won and ${tasks.lost} lost, ${pText(tasks.p)})`
    : `${intervalText(text)} of the quality by perplexity`;
  return `${id}: ${quality} at ${intervalText(cost, 2)} of the cost: ${verdictText(answers.both)}.`;
}

export function pText(p: number): string {
  return p < 0.001 ? 'p under 0.001' : `p = ${p.toFixed(3)}`;
}

/** Nats as a power of ten; 0 where no bit of any distribution differs. */
export function klText(kl: number | null): string {
  if (kl === null) return 'another vocabulary';
  return kl === 0 ? '0' : kl.toExponential(1);
}

/** Why tasks alone may never say yes; null where there are enough of them. */
export function fewTasksWords({ variants: [first] }: ModelAudit): string | null {
  const passed = first.quality.passed.filter((each) => each === 1).length;
  const needed = passesNeeded();
  if (first.quality.passed.length === 0 || passed >= needed) return null;
  return `${first.id} passes ${passed} tasks: were none of them lost, the interval would still begin below ${percentWords(QUALITY_ASKED, 0)}; it takes ${needed} passed tasks to say yes. Perplexity tells smaller differences.`;
}

/** What costs stand for where no price is known, and how they are made. */
export function costWords({ pricePerHour }: ModelAudit): string {
  const ratio = 'Cost is time on the device: a ratio of costs is a ratio of mean times of a wave';
  return pricePerHour === null
    ? `${ratio}, whatever an hour costs.`
    : `${ratio}; 1,000 requests are priced at ${priceText(pricePerHour)} an hour of a device that is never idle.`;
}

/** Where a step's time goes, a sentence; null where it was not measured. */
export function timeWords({ id, time }: VariantAudit): string | null {
  if (!time) return null;
  const first = time.operations
    .slice(0, 3)
    .map(({ operation, share }) => `${operationWords(operation)} ${percentWords(share)}`);
  return `${id}, a decode step of ${time.batch}: ${percentWords(time.tensor)} in products and attention, ${percentWords(time.movement)} in kernels that move, normalise or choose, ${percentWords(time.overhead)} outside kernels; most in ${listed(first)}.`;
}
