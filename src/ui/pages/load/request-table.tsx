import { memo, useState } from 'react';
import { timeText } from '../../../charts/load-window.ts';
import { counted, grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';
import type { ViewedRequest } from './viewed-request.ts';

const MOST_ROWS = 200;

interface RequestTableProps {
  readonly view: ArmView;
  readonly version: number;
  readonly onWatch: (request: number) => void;
}

/** What the lanes show, as a table: every request with when it came, how long it took and how it ended. */
export const RequestTable = memo(function RequestTable({ view, version, onWatch }: RequestTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.company} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{counted(view.requests.length, 'request')} as a table</summary>
      {open && <Rows {...{ view, version, onWatch }} />}
    </details>
  );
});

function Rows({ view, onWatch }: RequestTableProps) {
  const fold = useFold(view.requests, MOST_ROWS);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach it to scroll. */}
      <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="Table of requests">
        <table>
          <thead>
            <tr>
              <th scope="col">request</th>
              <th scope="col">role</th>
              {['prompt', 'arrived', 'first token after', 'tokens', 'preempted', 'swapped'].map((head) => (
                <th key={head} scope="col" className="number">
                  {head}
                </th>
              ))}
              <th scope="col">ended</th>
            </tr>
          </thead>
          <tbody>
            {fold.shown.map((request, at) => (
              <tr key={request.id}>
                <th scope="row">
                  <button type="button" className={controls.link} onClick={() => onWatch(at)}>
                    <Name of={request.id} />
                  </button>
                </th>
                <td>{request.role}</td>
                <td className="number">{grouped(request.promptTokens)}</td>
                <td className="number">{timeText(request.arrived)}</td>
                <td className="number">{firstAfter(request)}</td>
                <td className="number">{grouped(request.tokens.length)}</td>
                <td className="number">{request.preempted}</td>
                <td className="number">{request.swapped}</td>
                <td>{endWords(request)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore fold={fold} what="requests" />
    </>
  );
}

function firstAfter({ tokens, arrived }: ViewedRequest): string {
  return tokens.length > 0 ? timeText(tokens[0].at - arrived) : '';
}

function endWords({ outcome, ended }: ViewedRequest): string {
  if (!outcome || ended === null) return '';
  const when = `at ${timeText(ended)}`;
  if (outcome.kind === 'refused' || outcome.kind === 'failed')
    return `${outcome.kind} ${when}: ${outcome.message}`;
  return outcome.kind === 'done' ? `done ${when}` : 'unfinished';
}
