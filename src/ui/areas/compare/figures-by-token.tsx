import { useState } from 'react';
import { inDanger } from '../../../charts/danger-points.ts';
import { grouped, measured } from '../../../results/text.ts';
import charts from '../../kit/styles/charts.module.css';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { point, togglePin } from '../../state/place.ts';
import { type PairData, type TokenFigures, tokenFigures } from './pair-data.ts';
import { ulpWords } from './ulp-words.ts';

interface FiguresByTokenProps {
  readonly data: PairData;
  readonly pairKey: string;
  readonly preview: number | null;
  readonly pinned: number | null;
}

/** The series as a table, drawn only while it is open. */
export function FiguresByToken(props: FiguresByTokenProps) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className={charts.byToken}
      data-part="by-token"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Every token in figures</summary>
      {open && <Table {...props} />}
    </details>
  );
}

function Table({ data, pairKey, preview, pinned }: FiguresByTokenProps) {
  return (
    <section
      className={`${tables.scroll} ${tables.tall}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label={`Every token in figures, ${pairKey}`}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">token</th>
            <th scope="col" className="number">
              margin
            </th>
            <th scope="col" className="number">
              perturbation
            </th>
            <th scope="col">a flip was</th>
            <th scope="col" className="number">
              differing
            </th>
            <th scope="col" className="number">
              max ulp
            </th>
            <th scope="col" className="number">
              max |a − b|
            </th>
            <th scope="col" className="number">
              KL
            </th>
            <th scope="col">argmax</th>
          </tr>
        </thead>
        <tbody>
          {tokenFigures(data).map((row) => (
            <Row
              key={row.position}
              row={row}
              pairKey={pairKey}
              lit={row.position === preview}
              pinned={row.position === pinned}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly row: TokenFigures;
  readonly pairKey: string;
  readonly lit: boolean;
  readonly pinned: boolean;
}

function Row({ row, pairKey, lit, pinned }: RowProps) {
  const place = { pairKey, position: row.position };
  return (
    <tr
      className={lit || pinned ? charts.lit : ''}
      onMouseEnter={() => point(place)}
      onMouseLeave={() => point(null)}
    >
      <th scope="row">
        <button
          type="button"
          className={controls.link}
          aria-pressed={pinned}
          onClick={() => togglePin(place)}
        >
          {row.position}
        </button>
        {row.forced && <small> replay</small>}
      </th>
      <td className="number">{measured(row.margin)}</td>
      <td className="number">{measured(row.perturbation)}</td>
      <td>{inDanger(row) ? 'possible' : 'not possible'}</td>
      <td className="number">{grouped(row.differing)}</td>
      <td className="number">{ulpWords(row).short}</td>
      <td className="number">{measured(row.maxAbsolute)}</td>
      <td className="number">{measured(row.kl)}</td>
      <td>{row.argmaxEqual ? 'equal' : 'differs'}</td>
    </tr>
  );
}
