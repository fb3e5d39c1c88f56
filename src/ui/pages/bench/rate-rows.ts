import { caseName } from '../../../bench/bench-case.ts';
import type { BenchEngine, CaseReport, EngineTimes } from '../../../bench/report.ts';
import { quartiles } from '../../../bench/statistics.ts';
import { type Price, priceOf } from '../../../bench/summary.ts';

/** The line above the bars of a case. */
export interface CaseRow {
  readonly kind: 'case';
  readonly key: string;
  readonly price: Price | null;
}

/** An engine's bar in a case. */
export interface EngineRow {
  readonly kind: 'engine';
  readonly key: string;
  readonly engine: BenchEngine;
  readonly milliseconds: number;
  readonly tokensPerSecond: number;
  /** Quartiles of the repeats' tokens a second. */
  readonly low: number;
  readonly high: number;
  /** Tokens a second of the case's fastest engine, by the median. */
  readonly fastest: number;
}

export type RateRow = CaseRow | EngineRow;

/** The lines of the rates chart from the top: each case's own, then a bar for each of its engines. */
export function rateRows(cases: readonly CaseReport[]): RateRow[] {
  return cases.flatMap((report): RateRow[] => {
    const key = caseName(report.case);
    const fastest = Math.max(...report.times.map(({ tokensPerSecond }) => tokensPerSecond));
    return [
      { kind: 'case', key, price: priceOf(report) },
      ...report.times.map((times) => engineRow(`${key}, ${times.engine}`, times, fastest)),
    ];
  });
}

function engineRow(key: string, times: EngineTimes, fastest: number): EngineRow {
  const { engine, wall, milliseconds, tokensPerSecond } = times;
  const [quick, slow] = quartiles(wall);
  const rate = (time: number) => (tokensPerSecond * milliseconds) / time;
  return {
    ...{ kind: 'engine', key, engine, milliseconds, tokensPerSecond, fastest },
    ...{ low: rate(slow), high: rate(quick) },
  };
}
