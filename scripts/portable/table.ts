import type { PortableCase } from '../../src/studies/portable/cases.ts';
import type { Compared, Differing } from '../../src/studies/portable/compare-prints.ts';
import type { CasePrints } from '../../src/studies/portable/run-case.ts';
import type { Opened } from './implementations.ts';

/** A case, what everybody gave for it, by name, and how that compares. */
export interface CaseRow extends Compared {
  readonly of: PortableCase;
  readonly prints: Readonly<Record<string, CasePrints>>;
  readonly seconds: Readonly<Record<string, number>>;
}

/** Hex digits of a fingerprint that a reader is shown. */
const SHOWN = 8;
const short = (fingerprint: string) => fingerprint.replace(/^\d+:/, '').slice(0, SHOWN);

export function rowLine({ of, prints, seconds, compared, differing }: CaseRow): string {
  const [first] = Object.values(prints);
  const print = short(first[of.arms[0]]![0]);
  const times = Object.values(seconds).map((each) => each.toFixed(0));
  const verdict = differing.length === 0 ? `one (${print}…)` : `${differing.length} of ${compared} DIFFER`;
  return `${of.name}, ${of.prompts} x ${of.tokens}, ${of.arms.join('+')}: ${verdict}; ${compared} fingerprints in ${times.join('+')} s`;
}

export function causeLine({ by, arm, request, dueBy, dueArm, found, due }: Differing, cause: string): string {
  return `  first: prompt ${request}, ${arm} of ${by} gives ${short(found)}, ${dueArm} of ${dueBy} ${short(due)}: ${cause}`;
}

/** How many fingerprints each implementation gave, and how many of them are their request's one; a table in Markdown. */
export function tableLines(opened: readonly Opened[], rows: readonly CaseRow[], cases: number): string[] {
  const lines = opened.map(({ name, adapter }) => {
    const given = rows.flatMap(({ prints }) => Object.values(prints[name] ?? {})).flat().length;
    const other = rows.flatMap(({ differing }) => differing).filter(({ by }) => by === name).length;
    const seconds = rows.reduce((sum, row) => sum + (row.seconds[name] ?? 0), 0);
    const device = [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(' ');
    return `| ${name} | ${device} | ${given} | ${other} | ${seconds.toFixed(0)} |`;
  });
  const distinct = new Set(
    rows.flatMap(({ prints }) => Object.values(prints).flatMap((of) => Object.values(of).flat())),
  );
  return [
    '',
    `${rows.length} of ${cases} cases, ${rows.reduce((sum, { of }) => sum + of.prompts, 0)} requests, ${distinct.size} distinct fingerprints.`,
    '',
    '| implementation | adapter, as it names itself | fingerprints | that differ | seconds |',
    '|---|---|---|---|---|',
    ...lines,
  ];
}
