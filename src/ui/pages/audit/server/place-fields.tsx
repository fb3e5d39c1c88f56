import { useId } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import { addressText } from '../../../../lab/served/server-address.ts';
import { SERVERS, serverOf } from '../../../../openai/servers.ts';
import fields from '../../../kit/styles/fields.module.css';
import { faultOf, isUnderWay, resultOf } from '../../../state/task.ts';
import { FactWords } from './fact-words.tsx';
import styles from './server.module.css';
import { changeKey, changePlace, type PlaceName, placeIn, typedPlace, useServer } from './server-store.ts';
import { lookAt, stopLooking } from './server-work.ts';

interface PlaceProps {
  readonly name: PlaceName;
  readonly disabled: boolean;
}

/** An endpoint: address, key, and its models once it is asked for them. */
export function PlaceFields({ name, disabled }: PlaceProps) {
  const state = useServer((all) => all);
  const id = useId();
  const typed = typedPlace(state, name);
  const place = placeIn(state, name);
  const problem = typeof place === 'string' ? place : null;
  const url = typeof place === 'string' ? null : place.url;
  if (!typed) return null;
  return (
    <>
      <div className={fields.entry}>
        <label htmlFor={`${id}-url`}>Address, with its version</label>
        <input
          id={`${id}-url`}
          type="text"
          inputMode="url"
          className={fields.mono}
          placeholder="http://127.0.0.1:8000/v1"
          value={typed.url}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          readOnly={disabled}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onChange={(event) => changePlace(name, { url: event.target.value })}
        />
        <p className={fields.problem} id={`${id}-problem`} aria-live="polite">
          {problem}
        </p>
      </div>
      <KeyField {...{ name, disabled }} />
      <ModelField {...{ name, disabled }} />
      <div className={fields.entry}>
        <span className={styles.spacer} aria-hidden="true">
          &nbsp;
        </span>
        <LookButton {...{ name, disabled }} origin={url?.origin ?? null} />
      </div>
      <Looked name={name} url={url && addressText(url)} />
    </>
  );
}

function KeyField({ name, disabled }: PlaceProps) {
  const key = useServer(({ keys }) => keys[name]);
  const id = useId();
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>Key, where it has one</label>
      <div className="row">
        <input
          id={id}
          type="password"
          className={`${fields.mono} ${styles.key}`}
          value={key}
          autoComplete="off"
          spellCheck={false}
          readOnly={disabled}
          onChange={(event) => changeKey(name, event.target.value)}
        />
        <button type="button" disabled={key === '' || disabled} onClick={() => changeKey(name, '')}>
          Forget the key
        </button>
      </div>
      <small>Kept until the page is closed; in no link, report, log or storage.</small>
    </div>
  );
}

function ModelField({ name, disabled }: PlaceProps) {
  const model = useServer((state) => typedPlace(state, name)?.model ?? '');
  const models = useServer(({ looks }) => resultOf(looks[name])?.look.models);
  const id = useId();
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>Model</label>
      {models && models.length > 0 ? (
        <select
          id={id}
          value={model}
          disabled={disabled}
          onChange={(event) => changePlace(name, { model: event.target.value })}
        >
          {[...new Set([...models, ...(model === '' ? [] : [model])])].map((each) => (
            <option key={each} value={each}>
              {visible(each)}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="text"
          className={fields.mono}
          value={model}
          placeholder="as /v1/models lists it"
          spellCheck={false}
          autoComplete="off"
          readOnly={disabled}
          onChange={(event) => changePlace(name, { model: event.target.value })}
        />
      )}
    </div>
  );
}

interface LookProps extends PlaceProps {
  readonly origin: string | null;
}

function LookButton({ name, disabled, origin }: LookProps) {
  const busy = useServer(({ looks }) => isUnderWay(looks[name]));
  if (busy)
    return (
      <button type="button" onClick={() => stopLooking(name)}>
        Stop asking
      </button>
    );
  return (
    <button type="button" disabled={origin === null || disabled} onClick={() => void lookAt(name)}>
      {origin === null ? 'Ask for its models' : `Ask ${origin} for its models`}
    </button>
  );
}

/** What an endpoint told, or why it told nothing and what helps. */
function Looked({ name, url }: { readonly name: PlaceName; readonly url: string | null }) {
  const now = useServer(({ looks }) => looks[name]);
  const looked = resultOf(now);
  const failed = faultOf(now);
  const look = looked?.url === url ? looked.look : null;
  const entry = look?.server == null ? null : serverOf(look.server);
  return (
    <div className={`${fields.wide} ${styles.looked}`} role="status">
      {isUnderWay(now) && <p>Asking for models, version and flags: nothing is generated.</p>}
      {failed && <p role="alert">{failed.message}</p>}
      {look?.fault && (
        <>
          <p role="alert" className={styles.fault}>
            {visible(look.fault.message)}.
          </p>
          {look.fault.kind === 'blocked' && <LeaveTable />}
          {look.fault.kind === 'unreachable' && (
            <p>
              Is it started there? A browser may also ask you whether this page may reach your machine and
              network, and takes no answer for a no.
            </p>
          )}
        </>
      )}
      {look && !look.fault && (
        <p>
          {entry ? entry.name : 'A server that was not recognised'}
          {look.version === null ? '' : ` ${visible(look.version)}`},{' '}
          {look.models.length === 0
            ? 'which lists no models: type the name of one.'
            : `${look.models.length === 1 ? 'one model' : `${look.models.length} models`}.`}
          {entry?.facts.deterministic && (
            <>
              {' '}
              What makes it deterministic: <FactWords fact={entry.facts.deterministic} />
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** Flags by which servers let a page ask. */
function LeaveTable() {
  return (
    <>
      <p>
        A browser lets a page read another origin’s answers only where that server says so. What it is to be
        started with to let <code>{location.origin}</code> in:
      </p>
      <dl className={styles.leave}>
        {SERVERS.flatMap(({ id, name, facts: { cors } }) =>
          cors === null
            ? []
            : [
                <div key={id}>
                  <dt>{name}</dt>
                  <dd>
                    <FactWords fact={cors} />
                  </dd>
                </div>,
              ],
        )}
      </dl>
      <p>
        Or ask without a page: <code>lab audit server --url …</code> is bound by no such rule.
      </p>
    </>
  );
}
