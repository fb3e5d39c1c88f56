import { alikeArms } from './fork-tree.ts';
import type { ArmRecord } from './record.ts';
import type { ArmSettings } from './settings.ts';

/** Numbers of requests in a batch, both ends included: 1, 2, 3 to 4, 5 to 8 and so on. */
export interface BatchSizes {
  readonly from: number;
  readonly to: number;
}

/** Batches of some sizes, and how many of them answered otherwise than most. */
export interface ForkRate {
  readonly batches: number;
  readonly otherwise: number;
}

/** A probe's answers under one way to compute, by the size of the batch. */
export interface ForkRateRow {
  readonly probe: string;
  readonly settings: ArmSettings;
  /** One for each of the grid's sizes; null where there was no such batch. */
  readonly rates: readonly (ForkRate | null)[];
}

export interface ForkRateGrid {
  readonly sizes: readonly BatchSizes[];
  readonly rows: readonly ForkRateRow[];
}

/**
 * How often a batch changes the answer: a row for each probe and each group of arms alike in kernels and dtypes, a column for each
 * doubling of the batch. What counts is an answer other than the most common of its row, of which a tie takes the first. Null where
 * no group is large enough to speak of a rate, or all batches are of one size.
 */
export function forkRates(arms: readonly ArmRecord[]): ForkRateGrid | null {
  const groups = alikeArms(arms);
  const sizes = sizesOf(groups.flatMap((group) => group.map(({ arm }) => arm.requests.length)));
  if (groups.length === 0 || sizes.length < 2) return null;
  const rows = groups.map((group): ForkRateRow => {
    const answers = group.map(({ arm, probe }) => ({
      batch: arm.requests.length,
      text: probe.tokens.join(' '),
    }));
    const usual = mostCommon(answers.map(({ text }) => text));
    const [{ arm, probe }] = group;
    const rates = sizes.map(({ from, to }): ForkRate | null => {
      const here = answers.filter(({ batch }) => from <= batch && batch <= to);
      if (here.length === 0) return null;
      return { batches: here.length, otherwise: here.filter(({ text }) => text !== usual).length };
    });
    return { probe: probe.id, settings: arm, rates };
  });
  return { sizes, rows };
}

/** The doublings that any batch falls into, in order. */
function sizesOf(batches: readonly number[]): BatchSizes[] {
  const doublings = [...new Set(batches.map((batch) => Math.ceil(Math.log2(batch))))].toSorted(
    (a, b) => a - b,
  );
  return doublings.map((power) => ({ from: power === 0 ? 1 : 2 ** (power - 1) + 1, to: 2 ** power }));
}

function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}
