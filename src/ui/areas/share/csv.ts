import { escapedUnit, visible } from '../../../experiment/visible.ts';
import { postureWords } from '../../../report/postures.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import { traceKey } from '../../../results/record.ts';
import type { RunView } from '../../state/lab-state.ts';
import { pairsOf } from '../../state/pairs.ts';

const COLUMNS = [
  'guarantee_lost',
  'arm_a',
  'arm_b',
  'probe',
  'position',
  'token_a',
  'text_a',
  'token_b',
  'text_b',
  'same_token',
  'probability_a',
  'probability_b',
  'margin_a',
  'perturbation',
  'differing_logits',
  'max_ulp_of_one_sign',
  'crossing_zero',
  'max_absolute',
  'kl_nats',
  'argmax_equal',
  'posture_a',
  'posture_b',
  'sampler',
  'grounds',
] as const;

export type Cell = string | number | boolean | null | undefined;

/**
 * One line a pair and generated position (RFC 4180); figures stay empty where they were not computed or mean nothing. What is
 * guaranteed stands in every line: tables are cut and joined.
 */
export function tokensCsv({ experiment, record, streams, reports }: RunView): string {
  if (!experiment || !record) return '';
  const lost = record.lost.join('; ');
  const postureOf = (arm: string) => record.postures.find((posture) => posture.arm === arm);
  const rows = pairsOf(experiment).flatMap(({ a, b, probe }) => {
    const [ofA, ofB] = [a, b].map(({ name }) => streams[traceKey(name, probe.id)] ?? []);
    const [postureA, postureB] = [a, b].map(({ name }) => postureOf(name));
    const report = reports.pairs[pairKeyOf({ a: a.name, b: b.name, probe: probe.id })];
    const figures = new Map(report?.positions.map((at) => [at.position, at]));
    return Array.from({ length: Math.max(ofA.length, ofB.length) }, (_, position): Cell[] => {
      const [tokenA, tokenB] = [ofA[position], ofB[position]];
      const at = figures.get(position);
      return [
        lost,
        a.name,
        b.name,
        probe.id,
        position,
        tokenA?.token,
        tokenA && quotedText(tokenA.text),
        tokenB?.token,
        tokenB && quotedText(tokenB.text),
        tokenA && tokenB ? tokenA.token === tokenB.token : null,
        report?.probabilities.a[position],
        report?.probabilities.b[position],
        at?.margin,
        at?.perturbation,
        at?.differing,
        at?.maxUlpSameSign,
        at?.crossings,
        at?.maxAbsolute,
        at?.kl,
        at?.argmaxEqual,
        postureA && postureWords(postureA),
        postureB && postureWords(postureB),
        postureA?.sampler,
        postureA?.grounds,
      ];
    });
  });
  return `${COLUMNS.join(',')}\r\n${csvText(rows)}`;
}

/** Lines of cells (RFC 4180) in which nothing is hidden and nothing is calculated by a spreadsheet. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * Where a spreadsheet would calculate what follows: at the start of a cell, and behind what it may part cells by elsewhere. Quotes do
 * not hide a formula there: parted by semicolons, the quote in front stands in the midst of another cell and is no quote.
 */
const CELL_START = /(^\s*|[,;:|\t]["'\s]*)([=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const HIDDEN = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** A token as a JSON string, its spaces as they are; what is hidden or could be calculated is written as JSON's escapes. */
export function quotedText(text: string): string {
  return JSON.stringify(text)
    .replaceAll(HIDDEN, escapes)
    .replaceAll(CELL_START, (_, before: string, first: string) => before + escapes(first));
}

function escapes(text: string): string {
  return text.split('').map(escapedUnit).join('');
}

/** Names are the sender's to choose. Numbers stand as they are, every text in quotes. */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value !== 'string') return String(value);
  return `"${visible(value).replaceAll(CELL_START, "$1'$2").replaceAll('"', '""')}"`;
}
