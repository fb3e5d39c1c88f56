import type { Priced } from '../audit/trace/overheads.ts';
import type { Price, PricedTime } from '../audit/trace/prices.ts';
import type { KernelClock, RequestTrace } from '../audit/trace/request-trace.ts';
import { type TimeShares, timeShares, timesByName } from '../audit/trace/shares.ts';
import type { SpanKind } from '../audit/trace/spans.ts';
import { percentWords } from '../results/amounts.ts';
import { aligned, counted, grouped, paragraph } from '../results/text.ts';
import { ratioText } from './bench.ts';
import { adapterWords } from './engine.ts';

export const KIND_WORDS: Readonly<Record<SpanKind, string>> = {
  tensor: 'products and attention',
  movement: 'other kernels',
  host: 'the host’s own work',
  wait: 'waiting',
  added: 'switched on to watch',
};

export const PRICED_WORDS: Readonly<Record<Priced, string>> = {
  nothing: 'nothing (the same against the same)',
  trace: 'this trace',
  logits: 'all logits read back',
  captures: 'every operation captured',
  log: 'a JSON line for each step',
  certificate: 'a certificate before each run',
};

const CLOCK_WORDS: Readonly<Record<KernelClock, string>> = {
  device: 'kernels by the device’s timestamps, each in a pass of its own',
  operations: 'operations by the clock of the processor that computes them',
  pass: 'all kernels of a step together by the host’s clock: from the submission to the results, the way back within',
};

export function clockWords({ kernelClock, slack }: Pick<RequestTrace, 'kernelClock' | 'slack'>): string {
  const placed =
    slack === null
      ? ''
      : `; they may lie up to ${milliseconds(slack)} later than drawn, since the two clocks have no common zero`;
  return `${CLOCK_WORDS[kernelClock]}${placed}`;
}

/** `38.2 % of the request is outside the model: ...` */
export function outsideWords(shares: TimeShares): string {
  const parts = (['host', 'wait', 'added'] as const)
    .filter((kind) => shares[kind] > 0)
    .map((kind) => `${KIND_WORDS[kind]} ${percentWords(shares[kind])}`);
  return `${percentWords(shares.outside)} of the request’s ${milliseconds(shares.milliseconds)} is outside the model: ${parts.join(', ')}`;
}

/** `1.020 (0.990 to 1.050)` */
export function ratioWords({ ratio }: Pick<PricedTime, 'ratio'>): string {
  return ratioText(ratio, 3);
}

/** Pairs from which on their range holds the median 95 times in 100: 1 - 2 / 2^6. */
const ENOUGH_PAIRS = 6;

/** What prices of so many pairs are, and how far their intervals can be trusted. */
export function pairsWords(pairs: number): string {
  const made = `Time with over time without, the median of ${pairs} pairs of requests in turn`;
  if (pairs >= ENOUGH_PAIRS)
    return `${made}, with its 95 % interval. An interval that holds 1 shows no price; the first row is the same against itself, so its interval is how far chance goes here.`;
  const held = percentWords(1 - 2 / 2 ** pairs);
  return `${made}. Their range is in brackets, or less than it, and so few pairs enclose the true median in no more than ${held} of cases: no price can be read off. The first row is the same against itself, and shows chance alone.`;
}

export function milliseconds(value: number): string {
  if (value >= 100) return `${grouped(Math.round(value))} ms`;
  return `${value.toFixed(value >= 1 ? 2 : 3)} ms`;
}

/** What came of the comparison with the same request alone. */
export function shadowWords({ diff }: Pick<RequestTrace, 'diff'>): string | null {
  if (!diff) return null;
  if (diff.identical) return 'alone it has the same answer, bit for bit';
  if (diff.fork === null)
    return `alone it has the same tokens; bits differ from token ${diff.firstDifference} on`;
  return `alone its answer parts at token ${diff.fork}`;
}

/** A trace as plain text of at most 110 columns. */
export function traceLines(trace: RequestTrace): string[] {
  const { request, model, engine, adapter } = trace;
  const shares = timeShares(trace.spans);
  const on = trace.with.map((each) => PRICED_WORDS[each]);
  const head = [
    `model ${model.name}, ${grouped(model.parameters)} parameters; engine ${engine} on ${adapterWords(adapter)}`,
    `${trace.set} kernels, ${trace.activations}, weights ${trace.weights}; ${counted(trace.company, 'other request')} served with it`,
    `${counted(request.promptTokens, 'token')} in, ${counted(request.tokens, 'token')} out in ${counted(request.steps, 'step')}; time to first token ${milliseconds(request.ttft)}, per further token ${milliseconds(request.tpot)}, in all ${milliseconds(request.e2el)}`,
    ...(on.length > 0 ? [`switched on: ${on.join(', ')}`] : []),
    outsideWords(shares),
    clockWords(trace),
    ...[shadowWords(trace)].filter((words) => words !== null),
    ...trace.notes,
  ];
  return [...head.flatMap((line) => paragraph(line)), '', ...nameTable(trace), ...priceTable(trace.prices)];
}

const NAMES_SHOWN = 16;

function nameTable({ spans }: RequestTrace): string[] {
  const rows = timesByName(spans).slice(0, NAMES_SHOWN);
  return aligned(
    [
      ['part', 'goes to', 'times', 'ms', 'share'],
      ...rows.map(({ name, kind, count, milliseconds: time, share }) => [
        name,
        KIND_WORDS[kind],
        grouped(count),
        time.toFixed(3),
        percentWords(share),
      ]),
    ],
    [0, 1],
  );
}

function priceTable(prices: readonly Price[]): string[] {
  if (prices.length === 0) return [];
  return [
    '',
    ...paragraph(pairsWords(prices[0].pairs)),
    ...aligned([
      ['what', 'TTFT', 'TPOT', 'E2E', 'E2E p50 p95 p99, without', 'with'],
      ...prices.map(({ of, ttft, tpot, e2el }) => [
        PRICED_WORDS[of],
        ratioWords(ttft),
        ratioWords(tpot),
        ratioWords(e2el),
        spreadWords(e2el.without),
        spreadWords(e2el.with),
      ]),
    ]),
  ];
}

function spreadWords({ p50, p95, p99 }: PricedTime['with']): string {
  return [p50, p95, p99].map((each) => each.toFixed(each >= 100 ? 0 : 1)).join(' ');
}
