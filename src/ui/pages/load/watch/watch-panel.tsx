import { type FormEvent, useId, useState } from 'react';
import { counted, grouped } from '../../../../results/text.ts';
import { CheckField } from '../../../kit/choices.tsx';
import { visibleLines } from '../../../kit/format.ts';
import controls from '../../../kit/styles/controls.module.css';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { faultOf, isUnderWay } from '../../../state/task.ts';
import styles from '../form.module.css';
import { useLoad } from '../load-store.ts';
import { startWatching, stopWatching } from './watch-run.ts';
import { changeWatch, placeOf, useWatch, type WatchState } from './watch-store.ts';

/** A server of the lab on this page: what it does is drawn as a run is. */
export function WatchPanel({ open }: { readonly open: boolean }) {
  const busy = useWatch(({ work }) => isUnderWay(work));
  const [opened, setOpened] = useState(open);
  return (
    <section className={tables.panel} aria-label="Watch a server" data-part="load-watch">
      <details open={opened} onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>Watch a server</summary>
        <p className={tables.note}>
          A server started by <code>lab serve</code> tells what it does as it does it: who comes, who waits,
          every step and every token. It is drawn here in the place of a run.
        </p>
        <WatchForm busy={busy} />
      </details>
      <Status />
    </section>
  );
}

function WatchForm({ busy }: { readonly busy: boolean }) {
  const state = useWatch((all) => all);
  const running = useLoad(({ work }) => isUnderWay(work));
  const id = useId();
  const place = placeOf(state);
  const problem = typeof place === 'string' ? place : null;
  const origin = typeof place === 'string' ? null : place.url.origin;
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && !running) void startWatching();
  };
  return (
    <form className={`${fields.editForm} ${styles.watch}`} onSubmit={ask}>
      <div className={fields.entry}>
        <label htmlFor={`${id}-address`}>Address of the server</label>
        <input
          id={`${id}-address`}
          type="text"
          inputMode="url"
          className={fields.mono}
          value={state.address}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          readOnly={busy}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onChange={(event) => changeWatch({ address: event.target.value })}
        />
        <p className={fields.problem} id={`${id}-problem`} aria-live="polite">
          {problem}
        </p>
      </div>
      <div className={fields.entry}>
        <label htmlFor={`${id}-key`}>Key, where the server has one</label>
        <div className="row">
          <input
            id={`${id}-key`}
            type="password"
            className={fields.mono}
            value={state.key}
            autoComplete="off"
            spellCheck={false}
            readOnly={busy}
            onChange={(event) => changeWatch({ key: event.target.value })}
          />
          <button type="button" disabled={state.key === ''} onClick={() => changeWatch({ key: '' })}>
            Forget the key
          </button>
        </div>
        <small>Goes to that server alone; kept until the page is closed, in no link and no storage.</small>
      </div>
      <div className={fields.wide}>
        <CheckField
          label="It may be another machine’s: what its clients ask and are answered comes to this page, and the key goes to that host"
          checked={state.elsewhere}
          onChange={(elsewhere) => changeWatch({ elsewhere })}
        />
      </div>
      <div className={`row ${fields.wide}`}>
        <button type="submit" className={controls.primary} disabled={origin === null || busy || running}>
          {origin === null ? 'Watch it' : `Watch ${origin}`}
        </button>
        <button type="button" disabled={!busy} onClick={stopWatching}>
          Stop watching
        </button>
        <small>
          {running
            ? 'A run is under way: a server can be watched once that has ended or is cancelled.'
            : 'Nobody is asked before you press.'}
        </small>
      </div>
    </form>
  );
}

function Status() {
  const state = useWatch((all) => all);
  const { work, broken, problem, unknown } = state;
  const fault = faultOf(work);
  const message = work.state === 'done' ? work.result : fault?.message;
  return (
    <>
      <p role="status" className={tables.note} data-part="watch-status" data-state={work.state}>
        {statusWords(state)}
      </p>
      {message !== undefined && <p role="alert">{visibleLines(sentence(message))}</p>}
      {broken > 0 && (
        <p className={tables.note}>
          {grouped(broken)} of its events could not be read and are left out; the first: {problem}.
        </p>
      )}
      {unknown > 0 && (
        <p className={tables.note}>
          Left out: {counted(unknown, 'event')} of types that this page does not know.
        </p>
      )}
    </>
  );
}

function statusWords({ work, heard }: WatchState): string {
  const so = heard > 0 ? ` ${counted(heard, 'event')} so far.` : '';
  switch (work.state) {
    case 'running':
      if (work.progress.stage === 'listening') return `Listening.${so}`;
      if (work.progress.stage === 'asking')
        return work.progress.tries > 1
          ? `Asking again, for the ${work.progress.tries}. time.${so}`
          : 'Asking…';
      return `${sentence(work.progress.message)} What was seen stays; it is asked again in ${work.progress.wait / 1000} s.`;
    case 'stopping':
      return 'Stopping…';
    case 'cancelled':
      return heard > 0 ? `No longer watched.${so} What was seen stays.` : 'Not watched.';
    case 'done':
      return heard > 0 ? `No longer heard.${so} What was seen stays.` : '';
    default:
      return '';
  }
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?…]$/.test(words) ? '' : '.'}`;
}
