import { useState } from 'react';
import { counted, grouped } from '../../../../results/text.ts';
import type { KeptStudy } from '../../../../studies/sweep/ledger-opfs.ts';
import { visibleLines } from '../../../kit/format.ts';
import { Name } from '../../../kit/name.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { faultOf, isUnderWay, progressOf, resultOf } from '../../../state/task.ts';
import { forget, openKept } from './runner-actions.ts';
import { useRunner } from './runner-store.ts';

/** Studies that this browser has results of. */
export function KeptStudies() {
  const kept = useRunner((state) => state.kept);
  const filing = useRunner((state) => state.filing);
  const fault = faultOf(filing);
  return (
    <>
      {kept && kept.length > 0 && (
        <div className={tables.scroll}>
          <table aria-label="Studies with results in this browser">
            <thead>
              <tr>
                <th scope="col">Study</th>
                <th scope="col" className="number">
                  Jobs done
                </th>
                <th scope="col">
                  <span className="unseen">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {kept.map((study) => (
                <KeptRow key={study.hash} study={study} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <small role="status">{progressOf(filing) ?? resultOf(filing) ?? ''}</small>
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
    </>
  );
}

function KeptRow({ study: { hash, title, done, planned } }: { readonly study: KeptStudy }) {
  const busy = useRunner((state) => isUnderWay(state.work));
  const isOpen = useRunner((state) => state.opened?.hash === hash);
  // Of the opened one what was done since is known.
  const now = useRunner((state) => (state.opened?.hash === hash ? state.done : done));
  const [asked, setAsked] = useState(false);
  const remove = () => {
    if (busy) return;
    if (asked || now === 0) void forget(hash);
    else setAsked(true);
  };
  return (
    <tr>
      <th scope="row">
        <Name of={title} />
      </th>
      <td className="number">{`${grouped(now)} of ${grouped(planned)}`}</td>
      <td>
        <div className="row">
          {!isOpen && (
            <button type="button" aria-disabled={busy} onClick={() => void (busy || openKept(hash))}>
              Open
            </button>
          )}
          <button type="button" aria-disabled={busy} onClick={remove} onBlur={() => setAsked(false)}>
            {asked ? `Delete ${counted(now, 'result')} for good` : 'Delete'}
          </button>
        </div>
      </td>
    </tr>
  );
}
