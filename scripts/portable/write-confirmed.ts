import { join, resolve } from 'node:path';
import type { Confirmation, Implementation } from '../../src/results/portable/confirmed-types.ts';
import type { Golden } from '../../src/studies/portable/golden.ts';
import { PROMPTS } from '../../src/studies/portable/prompts.ts';
import { replaceFile } from '../cli-bundle.ts';
import type { Opened } from './implementations.ts';
import type { CaseRow } from './table.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const GOLDEN = join(ROOT, 'src/studies/portable/golden.json');
const CONFIRMED = join(ROOT, 'src/results/portable/confirmed.json');
/** Fewer have not compared anything that is worth a promise. */
const LEAST_IMPLEMENTATIONS = 3;
const SHIPPED = ['nano', 'pico', 'pico-moe'];

/**
 * Renews what the tests compare with and what receipts quote. Throws Error where too few implementations took part: a file by one alone would confirm
 * itself.
 */
export function writeConfirmed(opened: readonly Opened[], rows: readonly CaseRow[]): void {
  if (opened.length < LEAST_IMPLEMENTATIONS)
    throw new Error(
      `--write: expected at least ${LEAST_IMPLEMENTATIONS} implementations, found ${opened.length}`,
    );
  const on = new Date().toISOString().slice(0, 10);
  const by: Implementation[] = opened.map(({ name, engine }) => ({ name, engine, on }));
  const short = rows.filter(({ of }) => of.name.startsWith('short'));
  const golden: Golden = {
    by: by.map(({ name }) => name),
    cases: Object.fromEntries(short.map((row) => [row.of.name, firstPrints(row)])),
  };
  if (short.length > 0) replaceFile(GOLDEN, jsonText(golden));
  // What a visitor may ask for as well: shipped models, greedy, since draws follow the names of requests.
  const asked = rows.filter(
    ({ of }) => SHIPPED.includes(of.model) && of.temperature === 0 && of.tokens === 64,
  );
  const confirmed = asked.flatMap((row) => confirmationsOf(row, by));
  if (confirmed.length > 0) replaceFile(CONFIRMED, jsonText(confirmed));
}

function confirmationsOf(row: CaseRow, by: readonly Implementation[]): Confirmation[] {
  const { of } = row;
  return firstPrints(row).map((fingerprint, i) => ({
    fingerprint,
    what: `${of.model}, ${of.dtype} activations, ${of.weights} weights, ${of.tokens} tokens after "${PROMPTS[i].slice(0, 40)}"`,
    by,
  }));
}

/** Of the case's first arm, which all others gave too. */
function firstPrints({ of, prints }: CaseRow): readonly string[] {
  const [first] = Object.values(prints);
  return first[of.arms[0]]!;
}

const jsonText = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;
