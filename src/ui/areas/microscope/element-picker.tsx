import type { KeyboardEvent, MouseEvent } from 'react';
import { ElementStrip } from '../../../charts/element-strip.tsx';
import { distanceWords, outputWords } from '../../../report/output.ts';
import { grouped } from '../../../results/text.ts';
import type { CellReport } from '../../../studies/microscope/cell.ts';
import { valueAfterKey } from '../../kit/slider-keys.ts';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { openElement } from './look-store.ts';
import styles from './microscope.module.css';

interface ElementPickerProps {
  readonly cell: CellReport;
  readonly element: number;
}

/** The elements of an output that differ, to choose one from. */
export function ElementPicker({ cell, element }: ElementPickerProps) {
  const { differing, elements, dtype } = cell;
  if (differing.length === 0) {
    return (
      <p className={tables.note}>
        All {grouped(elements)} elements of {outputWords(cell)} agree in every bit; element {element} is
        shown.
      </p>
    );
  }
  const sized = differing.map(({ element: at, a, b }) => ({ element: at, size: Math.abs(a - b) }));
  const worst = sized.reduce((most, each) => (each.size > most.size ? each : most)).element;
  const at = Math.max(
    0,
    differing.findIndex((each) => each.element >= element),
  );
  const open = (chosen: number) => void openElement({ layer: cell.layer, name: cell.name, element: chosen });
  const walk = (event: KeyboardEvent) => {
    const to = valueAfterKey(event.key, at, { least: 0, most: differing.length - 1 });
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    open(differing[to].element);
  };
  const point = ({ clientX, currentTarget }: MouseEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const pointed = ((clientX - left) / width) * elements - 0.5;
    const distance = (each: { readonly element: number }) => Math.abs(each.element - pointed);
    open(differing.reduce((nearest, each) => (distance(each) < distance(nearest) ? each : nearest)).element);
  };
  const chosen = differing[at];
  return (
    <div>
      <div
        className={styles.stripSlider}
        role="slider"
        tabIndex={0}
        aria-label={`Differing elements of ${outputWords(cell)}`}
        aria-valuemin={0}
        aria-valuemax={differing.length - 1}
        aria-valuenow={at}
        aria-valuetext={`element ${chosen.element} of ${elements}, ${distanceWords({ ...chosen, dtype }, 'B')}`}
        onKeyDown={walk}
        onClick={point}
      >
        <ElementStrip
          label="Size of the difference along the output"
          elements={elements}
          differing={sized}
          chosen={element}
        />
      </div>
      <div className={`row ${styles.elementJumps}`}>
        <small>
          {grouped(differing.length)} of {grouped(elements)} elements differ; arrow keys walk them.
        </small>
        <button type="button" className={controls.quiet} onClick={() => open(differing[0].element)}>
          First: {differing[0].element}
        </button>
        <button type="button" className={controls.quiet} onClick={() => open(worst)}>
          ▼ Worst: {worst}
        </button>
      </div>
    </div>
  );
}
