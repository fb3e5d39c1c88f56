import { trueMinus } from '../../../numerics/true-minus.ts';
import { isSame } from '../../../results/compare-positions.ts';
import { quoted } from '../../../results/text.ts';
import type { Alternative } from '../../../results/transcripts.ts';
import type { ShownPosition } from '../../../worker/methods/imports.ts';
import { percent } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';

interface AlternativesTableProps {
  readonly a: ShownPosition | undefined;
  readonly b: ShownPosition | undefined;
}

interface Row {
  readonly alternative: Alternative;
  readonly a: number | null;
  readonly b: number | null;
}

const MOST_ROWS = 12;

/** What both sides list at a position, best first; a dash is what a side does not list. */
export function AlternativesTable({ a, b }: AlternativesTableProps) {
  const rows = rowsOf(a?.top ?? [], b?.top ?? []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Alternatives of both sides">
      <table data-part="alternatives">
        <thead>
          <tr>
            <th scope="col">alternative</th>
            {['logprob A', 'logprob B', 'B − A', 'probability A', 'probability B'].map((words) => (
              <th key={words} scope="col" className="number">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ alternative, a, b }) => (
            <tr key={`${alternative.id} ${alternative.text}`}>
              <th scope="row">
                <code>{alternative.text === null ? `#${alternative.id}` : quoted(alternative.text)}</code>
              </th>
              <td className="number">{a === null ? '–' : figure(a)}</td>
              <td className="number">{b === null ? '–' : figure(b)}</td>
              <td className="number">{a === null || b === null ? '–' : difference(b - a)}</td>
              <td className="number">{a === null ? '–' : percent(Math.exp(a))}</td>
              <td className="number">{b === null ? '–' : percent(Math.exp(b))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function rowsOf(a: readonly Alternative[], b: readonly Alternative[]): Row[] {
  const find = (side: readonly Alternative[], wanted: Alternative) =>
    side.find((each) => isSame(each, wanted))?.logprob ?? null;
  const onlyB = b.filter((each) => find(a, each) === null);
  return [...a, ...onlyB]
    .map((alternative) => ({ alternative, a: find(a, alternative), b: find(b, alternative) }))
    .toSorted((x, y) => best(y) - best(x))
    .slice(0, MOST_ROWS);
}

function best({ a, b }: Row): number {
  return Math.max(a ?? Number.NEGATIVE_INFINITY, b ?? Number.NEGATIVE_INFINITY);
}

/** As many digits as the columns beside it. */
function figure(value: number): string {
  return trueMinus(value.toFixed(4));
}

function difference(value: number): string {
  return `${value < 0 ? '' : '+'}${figure(value)}`;
}
