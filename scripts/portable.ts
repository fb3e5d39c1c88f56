/**
 * Proves that `portable` gives one fingerprint everywhere, or says where it does not: runs a fixed list of cases (src/studies/portable/cases.ts) on
 * the implementations that are named and compares what they give.
 *
 *   npm run -s portable -- [--on dawn,wgpu-swiftshader,wgpu-lavapipe,firefox,chromium,cpu-node,cpu-chromium,cpu-firefox]
 *                          [--only PATTERN] [--short] [--minutes N] [--kernels SET] [--json FILE] [--write]
 *
 * --only: cases whose name has it. --short: those that `npm test` compares. --minutes: no case is begun after so many. --kernels: another set, which
 * is expected to differ. --write: renews src/studies/portable/golden.json and src/results/portable/confirmed.json by what agrees.
 * What was computed is kept under .cache/portable: a run that was ended goes on where it was. Exits with 1 where any fingerprint differs.
 */
import { parseArgs } from 'node:util';
import { writeJson } from '../src/cli/output.ts';
import { CASES, SHORT_CASES } from '../src/studies/portable/cases.ts';
import { comparePrints } from '../src/studies/portable/compare-prints.ts';
import type { CasePrints } from '../src/studies/portable/run-case.ts';
import { findCause } from './portable/find-cause.ts';
import { IMPLEMENTATIONS, type Opened, openImplementation } from './portable/implementations.ts';
import { printsOf } from './portable/prints-of.ts';
import { type CaseRow, causeLine, rowLine, tableLines } from './portable/table.ts';
import { writeConfirmed } from './portable/write-confirmed.ts';

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: Object.keys(IMPLEMENTATIONS).join(',') },
    only: { type: 'string', default: '' },
    short: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    kernels: { type: 'string', default: 'portable' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const end =
  values.minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + 60_000 * Number(values.minutes);
if (Number.isNaN(end)) throw new Error(`--minutes: expected a number, found "${values.minutes}"`);
const keys = values.on.split(',');
const unknown = keys.find((key) => !(key in IMPLEMENTATIONS));
if (unknown !== undefined)
  throw new Error(`--on: expected some of ${Object.keys(IMPLEMENTATIONS).join(', ')}, found "${unknown}"`);
const all = values.short ? SHORT_CASES : [...SHORT_CASES, ...CASES];
const cases = all.filter(({ name }) => name.includes(values.only));
if (cases.length === 0) throw new Error(`--only: no case has "${values.only}" in its name`);

const opened: Opened[] = [];
const rows: CaseRow[] = [];
try {
  for (const key of keys) opened.push(await openImplementation(key));
  for (const of of cases) {
    if (Date.now() > end) break;
    const prints: Record<string, CasePrints> = {};
    const seconds: Record<string, number> = {};
    for (const by of opened) {
      const given = await printsOf(by, of, values.kernels);
      prints[by.name] = given.prints;
      seconds[by.name] = given.seconds;
    }
    const compared = comparePrints(of, prints);
    const row = { of, prints, seconds, ...compared };
    rows.push(row);
    console.log(rowLine(row));
    const [first] = compared.differing;
    if (first) {
      const [due, found] = [first.dueBy, first.by].map((name) => opened.find((each) => each.name === name)!);
      console.log(causeLine(first, await findCause(of, first, due, found, values.kernels)));
    }
  }
} finally {
  await Promise.all(opened.map((each) => each.close()));
}
console.log(tableLines(opened, rows, cases.length).join('\n'));
if (values.json) await writeJson(values.json, { implementations: opened.map(({ name }) => name), rows });
const differs = rows.some(({ differing }) => differing.length > 0);
if (differs) process.exitCode = 1;
if (values.write && values.kernels === 'portable' && !differs) writeConfirmed(opened, rows);
