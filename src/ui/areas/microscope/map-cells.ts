import { logScale } from '../../../charts/axis.ts';
import type { OutputName } from '../../../model/operations.ts';
import { trueMinus } from '../../../numerics/true-minus.ts';
import { grouped } from '../../../results/text.ts';
import type { OutputDiff } from '../../../results/trace-diff.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';

/** What the map shows of an output. */
export const MEASURES = {
  relative: 'relative difference',
  ulp: 'largest ulp',
  elements: 'differing elements',
} as const;
export type Measure = keyof typeof MEASURES;

/** `first`: the first that differs. `origin`: where the difference of the logits came in. `absorbed`: rounding took one away. */
export type CellMark = 'first' | 'origin' | 'absorbed' | null;

/** One output in the map. */
export interface MapCell {
  /** Index of the output in the trace. */
  readonly index: number;
  readonly output: OutputDiff;
  readonly mark: CellMark;
  /** 0 where all bits agree, then 1 to 4: among this look's differences, how large by its logarithm. */
  readonly heat: number;
}

/** A row for each operation; what stands outside the layers has one cell. */
export interface MapRow {
  readonly name: OutputName;
  readonly cells: readonly MapCell[];
}

const LEVELS = 4;

export function mapRows(look: Look, measure: Measure): MapRow[] {
  const { outputs } = look.diff;
  const sizes = outputs.map((output) => sizeOf(output, measure)).filter((size) => size > 0);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  const shareOf = logScale([low, high], [0, 1]);
  const heatOf = (output: OutputDiff) => {
    if (output.differing === 0) return 0;
    const size = sizeOf(output, measure);
    const share = high > low && size > 0 ? shareOf(size) : 0;
    return 1 + Math.min(LEVELS - 1, Math.floor(share * LEVELS));
  };
  const cells = outputs.map((output, index): MapCell => {
    return { index, output, mark: markOf(look, index), heat: heatOf(output) };
  });
  const names = new Set(outputs.map(({ name }) => name));
  return [...names].map((name) => ({
    name,
    cells: cells
      .filter(({ output }) => output.name === name)
      .toSorted((x, y) => x.output.layer! - y.output.layer!),
  }));
}

function sizeOf({ relative, maxUlp, differing }: OutputDiff, measure: Measure): number {
  return { relative, ulp: maxUlp, elements: differing }[measure];
}

function markOf({ first, origin, absorbed }: Look, index: number): CellMark {
  if (index === first?.index) return 'first';
  if (index === origin?.index) return 'origin';
  return absorbed.includes(index) ? 'absorbed' : null;
}

/** What stands in a cell. */
export function cellText({ output, mark }: MapCell, measure: Measure): string {
  if (output.differing === 0) return mark === 'absorbed' ? '~' : '=';
  if (measure === 'relative') return trueMinus(output.relative.toExponential(0));
  const size = sizeOf(output, measure);
  return size < 1e4 ? grouped(Math.round(size)) : size.toExponential(0).replace('+', '');
}

/** Where an arrow key, Home or End leads from a cell; null where the key means nothing here. */
export function cellAfterKey(rows: readonly MapRow[], from: MapCell, key: string): MapCell | null {
  const row = rows.findIndex(({ cells }) => cells.includes(from));
  const column = rows[row].cells.indexOf(from);
  const at = (r: number, c: number) => {
    const { cells } = rows[Math.min(Math.max(r, 0), rows.length - 1)];
    return cells[Math.min(Math.max(c, 0), cells.length - 1)];
  };
  switch (key) {
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'Home':
      return at(row, 0);
    case 'End':
      return at(row, Number.POSITIVE_INFINITY);
    default:
      return null;
  }
}
