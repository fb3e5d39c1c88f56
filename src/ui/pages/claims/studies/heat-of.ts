import type { HeatCell, HeatMapProps } from '../../../../charts/heat-map.tsx';
import {
  hasInterval,
  intervalWords,
  isFigure,
  measureWords,
  valueWords,
} from '../../../../report/study-figures.ts';
import { type MeasureSpace, placeAt, type Slice } from './study-dimensions.ts';

/** A map over two dimensions; tones go from the least of what it shows to the most. */
export function heatOf(space: MeasureSpace, slice: Slice): HeatMapProps {
  const { measure, dimensions, at } = space;
  const [rows, columns] = slice.over.map((index) => dimensions[index]);
  const found = rows.labels.map((_, row) =>
    columns.labels.map((_, column) => at(placeAt(slice, [row, column]))),
  );
  const values = found
    .flat()
    .flatMap((cell) => (cell && isFigure(cell.estimate.value) ? [cell.estimate.value] : []));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const toned = (value: number) => (most > least ? (value - least) / (most - least) : 0);
  const fixed = dimensions.flatMap(({ name, labels }, index) =>
    slice.over.includes(index) || labels.length < 2 ? [] : [`${name} ${labels[slice.place[index]]}`],
  );
  return {
    caption: [`The ${measureWords(measure)} by ${rows.name} and ${columns.name}`, ...fixed].join(', '),
    rowAxis: rows.name,
    columnAxis: columns.name,
    rows: rows.labels,
    columns: columns.labels,
    cells: found.map((row) =>
      row.map((cell): HeatCell | null =>
        cell && isFigure(cell.estimate.value)
          ? {
              words: valueWords(measure, cell.estimate.value),
              small: hasInterval(cell.estimate) ? intervalWords(measure, cell.estimate) : 'no interval',
              level: toned(cell.estimate.value),
            }
          : null,
      ),
    ),
  };
}
