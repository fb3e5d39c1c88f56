import { memo } from 'react';
import { grouped } from '../../../results/text.ts';
import { shownText } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import type { ArmView } from './arm-view.ts';
import { type DroppedRow, droppedRows } from './dropped-rows.ts';
import styles from './load.module.css';
import type { ViewedRequest } from './viewed-request.ts';

const MOST_ROWS = 20;

interface DropsPanelProps {
  readonly view: ArmView;
  /** Stands for what is in the view. */
  readonly version: number;
  readonly request: number;
  /** Shows a step, and who shared it. */
  readonly onStep: (step: number) => void;
}

/** Which of the watched request's tokens experts had no room for, in which step, and because of whose rows. */
export const DropsPanel = memo(function DropsPanel({ view, request, onStep }: DropsPanelProps) {
  const watched = view.requests[request];
  const anybody = view.requests.some(({ drops }) => drops.length > 0);
  if (!anybody) return null;
  return (
    <section className={tables.panel} aria-labelledby="load-drops-title" data-part="load-drops">
      <h2 id="load-drops-title">
        Tokens that experts had no room for: <Name of={watched.id} />
      </h2>
      <p className={tables.note}>
        {watched.drops.length === 0
          ? `No expert was full when a row of its came${watched.role === 'probe' ? '' : '; only of probes is each looked at'}.`
          : 'A row is a token as the model reads it. Where an expert was full, the row went on without it; whose rows had filled it stands beside. Choose a step to see who shared it.'}
      </p>
      {watched.drops.length > 0 && <Rows watched={watched} onStep={onStep} />}
    </section>
  );
});

function Rows({ watched, onStep }: { readonly watched: ViewedRequest } & Pick<DropsPanelProps, 'onStep'>) {
  const fold = useFold(droppedRows(watched), MOST_ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="Dropped tokens, table">
        <table>
          <thead>
            <tr>
              <th scope="col">token</th>
              <th scope="col">step</th>
              <th scope="col">full of rows (so many) of</th>
              <th scope="col">without, layer: expert</th>
            </tr>
          </thead>
          <tbody>
            {fold.shown.map((row) => (
              <Row key={`${row.step} ${row.position}`} row={row} watched={watched} onStep={onStep} />
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore fold={fold} what="tokens" />
    </>
  );
}

interface RowProps extends Pick<DropsPanelProps, 'onStep'> {
  readonly row: DroppedRow;
  readonly watched: ViewedRequest;
}

function Row({ row: { step, position, experts, filledBy }, watched, onStep }: RowProps) {
  return (
    <tr>
      <th scope="row">{tokenWords(watched, position)}</th>
      <td>
        <button type="button" className={controls.link} onClick={() => onStep(step)}>
          step {grouped(step)}
        </button>
      </td>
      <td className={styles.wraps}>
        {filledBy.map(({ request, rows }, at) => (
          <span key={request}>
            {at > 0 && ', '}
            {request === watched.id ? 'its own' : <Name of={request} />} ({rows})
          </span>
        ))}
      </td>
      <td className={styles.wraps}>{experts.map(({ layer, expert }) => `${layer}: ${expert}`).join(', ')}</td>
    </tr>
  );
}

/** A prompt's tokens are known by place alone. */
function tokenWords({ promptTokens, tokens }: ViewedRequest, position: number): string {
  if (position < promptTokens) return `prompt’s ${position}`;
  const at = position - promptTokens;
  const text = tokens[at]?.text;
  return text === undefined ? `token ${at}` : `token ${at} “${shownText(text, true)}”`;
}
