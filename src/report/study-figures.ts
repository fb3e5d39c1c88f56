import { trueMinus } from '../numerics/true-minus.ts';
import { bytesWords } from '../results/amounts.ts';
import { grouped, measured } from '../results/text.ts';
import { MEASURES, type Measure } from '../studies/sweep/measures.ts';
import type { Estimate } from '../studies/sweep/outcome.ts';

/** What a measure is called in a sentence, behind `the`. */
const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  pass: 'pass rate',
  distinct: 'number of different completions',
  length: 'mean length of an answer',
  loops: 'share of answers that loop',
  steps: 'mean number of worked steps',
  margin: 'mean margin up to the fork',
  ttft: 'mean time to the first token',
  tpot: 'mean time between tokens',
  e2el: 'mean time to the end',
  bytes: 'mean bytes that a step reads',
  accepted: 'mean accepted length',
  tokensToFork: 'mean number of tokens to the fork',
  bits: 'share of units whose bits differ',
  fork: 'share of units that fork',
  kl: 'mean of the largest KL divergence',
};

/** What stands where there is no number: where nothing could be measured, or an interval has no end. */
export const NO_FIGURE = '–';

export function measureWords(measure: Measure): string {
  return MEASURE_WORDS[measure];
}

/** `63.3 %`, `42.7 tokens`, `1.4 kB`. */
export function valueWords(measure: Measure, value: number): string {
  const words = numberWords(measure, value);
  return withUnit(words, isFigure(value) ? one(unitOf(measure), words) : '');
}

/** An effect or the smallest of interest, without a sign: `3.2 points`, `1 point`, `12 tokens`. */
export function effectWords(measure: Measure, value: number): string {
  const words = numberWords(measure, Math.abs(value));
  return withUnit(words, effectUnit(measure, words));
}

/** With its sign: `−3.2 points`, `+12 tokens`. */
export function signedWords(measure: Measure, value: number): string {
  const words = signedNumber(measure, value);
  return withUnit(words, isFigure(value) ? effectUnit(measure, words.replace(/^[+−]/, '')) : '');
}

/** Whether an estimate has an interval: where there was one unit, both ends are the value itself. */
export function hasInterval({ low, high }: Estimate): boolean {
  return low !== high;
}

/** `60.1 to 66.3 %`, the interval of a value; `–` where it has none. */
export function intervalWords(measure: Measure, estimate: Estimate): string {
  if (!hasInterval(estimate)) return NO_FIGURE;
  const { low, high } = estimate;
  return withUnit(`${numberWords(measure, low)} to ${numberWords(measure, high)}`, unitOf(measure));
}

/** `−5.0 to −1.4 points`, the interval of a difference; `–` where it has none. */
export function differenceInterval(measure: Measure, estimate: Estimate): string {
  if (!hasInterval(estimate)) return NO_FIGURE;
  const { low, high } = estimate;
  return withUnit(`${signedNumber(measure, low)} to ${signedNumber(measure, high)}`, effectUnit(measure, ''));
}

/** The number as a chart or a column names it, in the unit of `axisUnit`. */
export function plainNumber(measure: Measure, value: number): number {
  return MEASURES[measure].kind === 'share' ? 100 * value : value;
}

/** `%`, `tokens`: behind values. */
export function unitOf(measure: Measure): string {
  if (measure === 'bytes') return '';
  return MEASURES[measure].kind === 'share' ? '%' : MEASURES[measure].unit;
}

/** `points`, `tokens`: behind differences. */
export function differenceUnit(measure: Measure): string {
  return MEASURES[measure].kind === 'share' ? 'points' : MEASURES[measure].unit;
}

/** `p = 0.034`, `p < 0.0001`. */
export function pWords(p: number): string {
  return p < 0.0001 ? 'p < 0.0001' : `p = ${Number(p.toPrecision(2))}`;
}

/** `95 %` of an alpha of 0.05. */
export function levelWords(alpha: number): string {
  return `${Number((100 * (1 - alpha)).toPrecision(6))} %`;
}

/** JSON has no infinity: what was one reads as null. */
export function isFigure(value: number | null): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function numberWords(measure: Measure, value: number): string {
  if (!isFigure(value)) return NO_FIGURE;
  if (measure === 'bytes') return value < 0 ? `−${bytesWords(-value)}` : bytesWords(Math.round(value));
  if (MEASURES[measure].kind === 'share') return percent(value);
  return Number.isInteger(value) ? trueMinus(grouped(value)) : measured(Number(value.toPrecision(3)));
}

function signedNumber(measure: Measure, value: number): string {
  const words = numberWords(measure, value);
  return isFigure(value) && value > 0 && !/^[0.]+$/.test(words) ? `+${words}` : words;
}

/** To a decimal, and more where a share would else read as none or all. */
function percent(share: number): string {
  const value = 100 * share;
  const rounded = Number(value.toFixed(1));
  if (rounded === 0 && value !== 0) return trueMinus(String(Number(value.toPrecision(1))));
  if (Math.abs(rounded) === 100 && Math.abs(value) !== 100) return trueMinus(value.toFixed(3));
  return trueMinus(String(rounded));
}

function effectUnit(measure: Measure, words: string): string {
  const unit = measure === 'bytes' ? '' : differenceUnit(measure);
  return one(unit, words);
}

/** A unit behind a number; milliseconds have no plural to take back. */
function one(unit: string, number: string): string {
  return number === '1' && unit !== 'ms' ? unit.replace(/s$/, '') : unit;
}

function withUnit(words: string, unit: string): string {
  return unit === '' || words === NO_FIGURE ? words : `${words} ${unit}`;
}
