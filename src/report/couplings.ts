import {
  type CouplingCell,
  type CouplingReport,
  type CouplingRow,
  WAYS,
} from '../studies/couplings/coupling-report.ts';
import type { Mechanism } from '../studies/couplings/mechanism.ts';

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
  const where = cell.position === null ? '' : `${cell.probe}: another token at ${cell.position}; `;
  return `${where}control (${control}): ${cell.control}`;
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
