import type { GateAxis } from '../audit/gate/measures.ts';
import type { AxisReport, GateCheck, GateReport, GateVerdict, Unit } from '../audit/gate/report.ts';
import { grouped } from '../numerics/grouped.ts';
import { bytesWords } from '../results/amounts.ts';
import { capital, listed } from '../results/text.ts';

export const GATE_VERDICT_WORDS: Readonly<Record<GateVerdict, string>> = {
  pass: 'pass',
  fail: 'FAIL',
  unclear: 'unclear',
};

export const GATE_AXIS_WORDS: Readonly<Record<GateAxis, string>> = {
  speed: 'speed',
  memory: 'memory',
  quality: 'quality',
  cost: 'cost',
  bits: 'bits',
};

const MEASURE_WORDS: Readonly<Record<string, string>> = {
  wave: 'a wave of requests',
  step: 'a step',
  ttft: 'time to first token',
  tpot: 'time per output token',
  e2el: 'end-to-end latency',
  weights: 'weights',
  kv: 'KV cache of a request',
  scratch: 'scratch',
  peak: 'peak memory',
  tasks: 'tasks passed',
  perplexity: 'perplexity',
  kl: 'KL divergence',
  thousand: '1,000 requests',
  fingerprint: 'fingerprint',
};

/** `p95 of time to first token`; a policy's measure without its batch. */
function gateMeasureWords(measure: string): string {
  const [metric, statistic] = measure.split(' ');
  return `${statistic === undefined ? '' : `${statistic} of `}${MEASURE_WORDS[metric] ?? metric}`;
}

/** `bf16: p95 of time to first token at batch 8`. */
export function checkWords(check: GateCheck): string {
  return `${check.of}: ${whatWords(check)}`;
}

/** The same without whose it is. */
export function whatWords({ measure, batch, against, unit }: GateCheck): string {
  const place = batch === null || unit === 'yardsticks' ? '' : ` at batch ${batch}`;
  return `${gateMeasureWords(measure)}${place}${against === 'limit' ? ', against its limit' : ''}`;
}

/** A value in its unit. */
export function gateValue(unit: Unit, value: number | string | null): string {
  if (value === null || Number.isNaN(value)) return 'not told';
  if (typeof value === 'string') return value.slice(0, 12);
  switch (unit) {
    case 'ms':
      return `${digits(value)} ms`;
    case 'bytes':
      return bytesWords(value);
    case 'share':
      return `${grouped(100 * value, 1)} %`;
    case 'yardsticks':
      return `${grouped(value, 3)} times`;
    case 'nats':
      return `${grouped(value, 4)} nats`;
    case 'perplexity':
      return grouped(value, 3);
    case 'price':
    case 'bits':
      return digits(value);
  }
}

function digits(value: number): string {
  if (value === 0) return '0';
  return grouped(value, Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(value)))));
}

/** `+12.3 % (+10.1 to +14.0 %)`: how much worse, below 0 better; exact ones without an interval. */
export function worseWords({ worse, relative, unit, by }: GateCheck): string {
  if (!worse) return 'not told';
  if (unit === 'bits') return worse.estimate === 0 ? 'the same' : 'other bits';
  const scale = relative || unit === 'share' ? 100 : 1;
  const decimals = scale === 100 ? 1 : 4;
  const ending = relative ? ' %' : unit === 'share' ? ' points' : ' nats';
  const text = (value: number) => signed(value * scale, decimals);
  if (by === 'exact') return `${text(worse.estimate)}${ending}`;
  return `${text(worse.estimate)} (${text(worse.low)} to ${text(worse.high)})${ending}`;
}

function signed(value: number, decimals: number): string {
  const text = grouped(Math.abs(value), decimals);
  if (Number(text.replaceAll(',', '')) === 0) return text;
  return `${value > 0 ? '+' : '−'}${text}`;
}

/** What it may be: `10 %`, `5 points`, `0.01 nats`. */
export function toleranceWords({ tolerance, relative, unit }: GateCheck): string {
  if (unit === 'bits') return 'none';
  if (relative) return `${plain(100 * tolerance)} %`;
  return unit === 'share' ? `${plain(100 * tolerance)} points` : `${plain(tolerance)} nats`;
}

function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** The whole gate in a sentence. */
export function gateSentence({ verdict, axes, missing }: GateReport): string {
  const at = (asked: GateVerdict) =>
    axes.filter((axis) => axis.mode === 'block' && axis.verdict === asked).map(axisCount(asked));
  const warned = axes.filter((axis) => axis.mode === 'warn' && axis.verdict === 'fail');
  const warning =
    warned.length > 0
      ? ` Told, not blocked: ${listed(warned.map(({ axis }) => GATE_AXIS_WORDS[axis]))}.`
      : '';
  if (verdict === 'fail') return `The gate stops it at ${listed(at('fail'))}.${warning}`;
  if (verdict === 'pass') return `The gate lets it through.${warning}`;
  const lost = missing.length > 0 ? ['what only the baseline has'] : [];
  if (axes.every(({ verdict: each }) => each === null))
    return 'The gate cannot tell: the baseline tells no measure of the policy.';
  return `The gate cannot tell: ${listed([...at('unclear'), ...lost])}.${warning}`;
}

function axisCount(asked: GateVerdict): (axis: AxisReport) => string {
  return ({ axis, checks }) => {
    const count = checks.filter(({ verdict }) => verdict === asked).length;
    return `${GATE_AXIS_WORDS[axis]} (${count} of ${checks.length} check${checks.length === 1 ? '' : 's'})`;
  };
}

/** For a terminal: a block for each axis, failures first. */
export function gateLines(report: GateReport): string[] {
  const { axes, missing, caveats } = report;
  return [
    gateSentence(report),
    ...caveats.map((line) => `note: ${line}`),
    ...missing.map((line) => `missing: ${line}`),
    ...axes.flatMap(axisLines),
    '',
    `Worse by how much, below 0 better; ${intervalWords(report)}. A check fails where its whole interval lies beyond its tolerance.`,
  ];
}

function axisLines({ axis, mode, verdict, checks }: AxisReport): string[] {
  if (verdict === null) return [];
  const mark = mode === 'warn' ? ' (told, does not block)' : '';
  return [
    '',
    `${capital(GATE_AXIS_WORDS[axis])}: ${GATE_VERDICT_WORDS[verdict]}${mark}`,
    ...sorted(checks).map((check) => {
      const { unit, before, now, because } = check;
      const figures = `${gateValue(unit, before)} -> ${gateValue(unit, now)}`;
      const why = because === null ? '' : `; ${because}`;
      return `  ${GATE_VERDICT_WORDS[check.verdict].padEnd(8)}${checkWords(check)}: ${figures}, ${worseWords(check)}, tolerance ${toleranceWords(check)}${why}`;
    }),
  ];
}

const ORDER: Readonly<Record<GateVerdict, number>> = { fail: 0, unclear: 1, pass: 2 };

/** Failures first, else as judged. */
export function sorted(checks: readonly GateCheck[]): GateCheck[] {
  return checks.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
}

export function intervalWords({ policy }: Pick<GateReport, 'policy'>): string {
  return `with ${plain(100 * policy.confidence)} % intervals (bootstrap of waves, paired tests of tasks and texts; bytes and bits are exact)`;
}
