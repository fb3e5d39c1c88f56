import type { ComparedCouplings, OtherEffect } from '../studies/couplings/compare-couplings.ts';
import {
  type CouplingCell,
  type CouplingReport,
  type CouplingRow,
  type Seen,
  WAYS,
} from '../studies/couplings/coupling-report.ts';
import type { Mechanism } from '../studies/couplings/mechanism.ts';
import { MECHANISMS } from '../studies/couplings/mechanisms.ts';

/** A cell as it stands in the table: the effect, and where it shows. */
export function cellWords(cell: CouplingCell): string {
  if ('cannot' in cell) return 'not measured';
  const { effect, passed } = cell;
  if (effect === 'pass rate' && passed)
    return `pass rate: ${passed.before} to ${passed.after} of ${passed.of}`;
  return effect;
}

/** What stands behind a cell: why it has no figure, or where it shows and what the control gave. */
export function cellDetail(cell: CouplingCell, { control }: { readonly control: string }): string {
  if ('cannot' in cell) return cell.cannot;
  const { position, probe, control: without } = cell;
  const where = position === null ? '' : `${probe}: another token at ${position}; `;
  return `${where}${cellFigures(cell)}; control (${control}): ${without}`;
}

/** Time and right answers of a cell, whatever its strongest effect is; once where they are the same in both companies. */
export function cellFigures({ time, passed }: Seen): string {
  const both = (before: string, after: string) => (before === after ? before : `${before} to ${after}`);
  return [
    time ? `${both(time.before.toFixed(1), time.after.toFixed(1))} ms` : 'no answer in both to time',
    passed ? `${both(`${passed.before}`, `${passed.after}`)} of ${passed.of} right` : 'no tasks asked',
  ].join(', ');
}

/** How one matrix differs from another, whose model is named: a sentence, and a line for each cell with another effect. */
export function comparedWords(compared: ComparedCouplings, than: string): readonly [string, ...string[]] {
  const { both, same, further, less, apart } = compared;
  const names = new Map(MECHANISMS.map(({ id, name }) => [id, name]));
  const line = ({ id, way, effect, there }: OtherEffect) =>
    `${names.get(id) ?? id}, ${way}: ${effect}, on ${than} ${there}`;
  const alone = apart === 0 ? '' : `; ${apart} more are measured on one of the two alone`;
  return [
    `Of ${both} cells ${same} have the effect that they have on ${than}, ${further.length} a stronger one and ${less.length} a weaker one${alone}.`,
    ...further.map(line),
    ...less.map(line),
  ];
}

/** The matrix, a mechanism a line; below it, why cells have none. */
export function formatCouplings(report: CouplingReport, mechanisms: readonly Mechanism[]): string[] {
  const named = new Map(mechanisms.map((mechanism) => [mechanism.id, mechanism]));
  const cell = ({ cells }: CouplingRow, way: (typeof WAYS)[number]) => {
    const each = cells[way];
    return 'cannot' in each ? '-' : `${cellWords(each)} (${each.control})`;
  };
  const table = report.rows.map((row) => [
    named.get(row.id)?.name ?? row.id,
    ...WAYS.map((way) => cell(row, way)),
  ]);
  const head = ['mechanism', ...WAYS];
  const widths = head.map((title, i) => Math.max(title.length, ...table.map((line) => line[i].length)));
  const line = (parts: readonly string[]) =>
    `  ${parts.map((part, i) => part.padEnd(widths[i])).join('  ')}`.trimEnd();
  const refused = report.rows.flatMap((row) => {
    const reasons = new Set(
      WAYS.flatMap((way) => ('cannot' in row.cells[way] ? [row.cells[way].cannot] : [])),
    );
    return [...reasons].map((reason) => `  ${named.get(row.id)?.name ?? row.id}: ${reason}`);
  });
  return [
    `What a change of company does to a request, ${report.model.name} on ${report.engine}; in brackets the same change without the mechanism:`,
    line(head),
    ...table.map(line),
    ...(refused.length > 0 ? ['Not measured here:', ...refused] : []),
    ...report.notes,
  ];
}
