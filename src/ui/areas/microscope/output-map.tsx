import { type KeyboardEvent, useRef, useState } from 'react';
import type { OutputPlace } from '../../../model/graph.ts';
import { OUTPUT_WORDS, outputWords } from '../../../report/output.ts';
import { grouped, measured } from '../../../results/text.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import { Term } from '../../kit/glossary/term.tsx';
import tables from '../../kit/styles/tables.module.css';
import { openCell } from './look-store.ts';
import { cellAfterKey, cellText, type MapCell, MEASURES, type Measure, mapRows } from './map-cells.ts';
import microscope from './microscope.module.css';
import styles from './output-map.module.css';

interface OutputMapProps {
  readonly look: Look;
  /** The cell that is open; null while the first one is being fetched. */
  readonly open: OutputPlace | null;
}

const MARKS = { first: '▶', origin: '◆', absorbed: '', none: '' } as const;

/** Every output of the row, operation by layer: how far the two arms are apart there. */
export function OutputMap({ look, open }: OutputMapProps) {
  const [measure, setMeasure] = useState<Measure>('relative');
  const table = useRef<HTMLTableElement>(null);
  const rows = mapRows(look, measure);
  const layers = Math.max(...rows.map(({ cells }) => cells.length));
  const all = rows.flatMap(({ cells }) => cells);
  const isOpen = ({ output }: MapCell) => output.layer === open?.layer && output.name === open.name;
  const current = all.find(isOpen) ?? all[look.first?.index ?? 0];

  const walk = (event: KeyboardEvent) => {
    const from = all.find(({ index }) => String(index) === (event.target as HTMLElement).dataset.index);
    const to = from && cellAfterKey(rows, from, event.key);
    if (!to) return;
    event.preventDefault();
    // Arrow keys mean other things to the panels around.
    event.stopPropagation();
    table.current?.querySelector<HTMLElement>(`[data-index="${to.index}"]`)?.focus();
    void openCell(to.output);
  };
  return (
    <section className={styles.outputMap} aria-labelledby="map-title">
      <div className={microscope.microscopeHead}>
        <h5 id="map-title">Layers and operations</h5>
        <label className="row">
          Show
          <select value={measure} onChange={({ target }) => setMeasure(target.value as Measure)}>
            {Object.entries(MEASURES).map(([key, words]) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ul className={styles.mapLegend}>
        <li>▶ first to differ</li>
        <li>◆ what reached the logits entered here</li>
        <li>
          ~ removed by <Term id="absorption">rounding</Term>
        </li>
        <li>= equal bits</li>
      </ul>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={`${tables.scroll} ${styles.mapScroll}`} tabIndex={0} aria-label="Outputs by layer">
        <table ref={table} onKeyDown={walk}>
          <thead>
            <tr>
              <th scope="col">layer</th>
              {Array.from({ length: layers }, (_, layer) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its index.
                <th key={layer} scope="col">
                  {layer}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, cells }) => (
              <tr key={name}>
                <th scope="row">{OUTPUT_WORDS[name]}</th>
                {cells.map((cell) => (
                  <td key={cell.index} colSpan={cells.length === 1 ? layers : 1}>
                    <button
                      type="button"
                      className={styles.mapCell}
                      data-heat={cell.heat}
                      data-mark={cell.mark}
                      data-index={cell.index}
                      tabIndex={cell === current ? 0 : -1}
                      aria-pressed={isOpen(cell)}
                      aria-label={cellLabel(cell)}
                      title={cellLabel(cell)}
                      onClick={() => void openCell(cell.output)}
                    >
                      {MARKS[cell.mark ?? 'none']}
                      {cellText(cell, measure)}
                    </button>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function cellLabel({ output, mark }: MapCell): string {
  const { differing, elements, relative, maxUlp } = output;
  const where = outputWords(output);
  if (differing === 0)
    return mark === 'absorbed' ? `${where}: equal bits, its inputs differ` : `${where}: equal bits`;
  const marked = {
    first: ', the first to differ',
    origin: ', where what the logits have came in',
    absorbed: '',
    none: '',
  };
  const many = `${grouped(differing)} of ${grouped(elements)} elements differ`;
  return `${where}: ${many}, relative ${measured(relative)}, at most ${measured(maxUlp)} ulp${marked[mark ?? 'none']}`;
}
