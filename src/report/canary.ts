import { percentWords } from '../results/amounts.ts';
import type { CanaryRecord, LoadArm } from '../results/load/load-record.ts';
import { grouped } from '../results/text.ts';
import type { CanaryDecision, CanaryEstimate, CanaryReason } from '../steps/canary-test.ts';
import type { CanaryRule } from '../steps/serving.ts';

export const DECISION_WORDS: Readonly<Record<CanaryDecision['decision'], string>> = {
  continue: 'not decided',
  promote: 'promoted',
  rollback: 'rolled back',
};

/** Why, as a clause behind what was decided. */
export function reasonWords(because: CanaryReason, { latency, quality, least, most }: CanaryRule): string {
  const slower = `${latencyWords(latency)} more than ${latency.margin} times the control’s`;
  const worse = quality ? `its right answers more than ${points(quality.margin)} below` : '';
  const words: Readonly<Record<CanaryReason, string>> = {
    least: `fewer than ${grouped(least)} of its requests have ended`,
    open: 'neither harm beyond a margin nor its absence is shown yet',
    slower: `it is slower, ${slower}`,
    worse: `it answers worse, ${worse}`,
    'no-worse': `it is no worse: ${[slower, ...(quality ? [worse] : [])].join(', and ')}, is excluded`,
    unproven: `${grouped(most)} of its requests have not shown that it is no worse`,
  };
  return words[because];
}

/** `the median of its times to the last token`. */
export function latencyWords({ measure, quantile }: CanaryRule['latency']): string {
  const what = quantile === 0.5 ? 'the median' : `the ${percentOf(quantile)} % quantile`;
  return `${what} of its times to the ${measure === 'ttft' ? 'first' : 'last'} token`;
}

/** `5 % on trial: at most 1.25 times the latency, at most 10 points fewer right answers`. */
export function canaryWords({ share, latency, quality }: CanaryRule): string {
  const good = quality ? `, at most ${points(quality.margin)} fewer right answers` : '';
  return `${percentOf(share)} % on trial (at most ${latency.margin} times the latency${good})`;
}

/** What became of an arm's canary; empty where it has none. */
export function canaryLines({ canary }: LoadArm): string[] {
  if (!canary) return [];
  const last = canary.looks.at(-1);
  if (!last) return ['canary: not decided: none of its requests has ended'];
  return [
    `canary: ${verdictWords(canary)}`,
    `  ${latencyWords(canary.rule.latency)}: ${timesWords(last.latency.canary)} against ${timesWords(last.latency.control)}, ${ratioWords(last.latency.against)}`,
    ...(last.quality
      ? [
          `  right answers: ${shareWords(last.quality.canary)} against ${shareWords(last.quality.control)}, ${differenceWords(last.quality.against)}`,
        ]
      : []),
  ];
}

/** `rolled back at step 812, 3,204 ms, after 23 of its requests: it is slower, …`. */
export function verdictWords({ rule, looks }: CanaryRecord): string {
  const last = looks.at(-1);
  if (!last) return DECISION_WORDS.continue;
  const { canary, control } = last.requests;
  const when =
    last.decision === 'continue' ? '' : ` at step ${grouped(last.step)}, ${grouped(Math.round(last.at))} ms,`;
  return `${DECISION_WORDS[last.decision]}${when} after ${grouped(canary)} of its requests and ${grouped(control)} of the control’s: ${reasonWords(last.because, rule)}`;
}

export function ratioWords({ value, low, high }: CanaryEstimate): string {
  return `${figure(value)} times (${figure(low)} to ${figure(high)})`;
}

export function differenceWords({ value, low, high }: CanaryEstimate): string {
  const signed = (share: number | null) =>
    share === null ? '?' : `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}`;
  return `${signed(value)} points (${signed(low)} to ${signed(high)})`;
}

export function timesWords({ value, low, high }: CanaryEstimate): string {
  return `${figure(value)} ms (${figure(low)} to ${figure(high)})`;
}

export function shareWords({ value, low, high }: CanaryEstimate): string {
  const percent = (share: number | null) => (share === null ? '?' : percentWords(share));
  return `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

function points(share: number): string {
  return `${percentOf(share)} points`;
}

/** To one decimal. */
export function percentOf(share: number): number {
  return Math.round(1000 * share) / 10;
}

/** Three digits; what is not known a question mark, what is past every number without end. */
function figure(value: number | null): string {
  if (value === null) return '?';
  if (value === Number.MAX_VALUE) return 'without end';
  return value < 1000 ? String(Number(value.toPrecision(3))) : grouped(Math.round(value));
}
