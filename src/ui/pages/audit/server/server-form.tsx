import { type FormEvent, useDeferredValue, useId, useMemo } from 'react';
import { visible } from '../../../../experiment/visible.ts';
import { CheckField, Segments } from '../../../kit/choices.tsx';
import controls from '../../../kit/styles/controls.module.css';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { isUnderWay } from '../../../state/task.ts';
import { CountField } from './count-field.tsx';
import { PlaceFields } from './place-fields.tsx';
import { planOf } from './plan.ts';
import { PlanTable } from './plan-table.tsx';
import styles from './server.module.css';
import { MOST_REQUESTS, MOST_TOKENS, usualTwin } from './server-settings.ts';
import { changeSettings, placeIn, serverStore, useServer } from './server-store.ts';
import { askOf, auditServer } from './server-work.ts';

/** Who is asked, what it may cost, and the button that begins. */
export function ServerForm() {
  const busy = useServer(({ work }) => isUnderWay(work));
  const twin = useServer(({ settings }) => settings.twin !== null);
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) void auditServer();
  };
  return (
    <form className={`${tables.panel} ${styles.form}`} aria-label="What is asked" onSubmit={start}>
      <fieldset className={styles.place}>
        <legend>Server</legend>
        <div className={fields.editForm}>
          <PlaceFields name="place" disabled={busy} />
        </div>
      </fieldset>
      <div className={fields.editForm}>
        <CheckField
          label="And a second endpoint, asked the same in pairs: a product beside its API"
          checked={twin}
          onChange={(on) => changeSettings({ twin: on ? usualTwin() : null })}
        />
      </div>
      {twin && (
        <fieldset className={styles.place}>
          <legend>Second endpoint</legend>
          <div className={fields.editForm}>
            <PlaceFields name="twin" disabled={busy} />
          </div>
        </fieldset>
      )}
      <Restarted />
      <Budget busy={busy} />
      <Start busy={busy} />
    </form>
  );
}

/** With a report on screen its server may have been started anew since. */
function Restarted() {
  const found = useServer((state) => state.found);
  const restarted = useServer((state) => state.restarted);
  if (!found) return null;
  return (
    <div className={fields.editForm}>
      <CheckField
        label="It was started anew since the report below: ask what was asked then, and compare"
        checked={restarted}
        onChange={(next) => serverStore.setState({ restarted: next })}
      />
    </div>
  );
}

function Budget({ busy }: { readonly busy: boolean }) {
  const settings = useServer((state) => state.settings);
  const id = useId();
  return (
    <fieldset className={styles.place} disabled={busy}>
      <legend>Budget</legend>
      <div className={`${fields.editForm} ${styles.budget}`}>
        <CountField
          {...{ label: 'Requests, at most', value: settings.requests, most: MOST_REQUESTS }}
          onChange={(requests) => changeSettings({ requests })}
        />
        <CountField
          {...{ label: 'Tokens, at most', value: settings.tokens, most: MOST_TOKENS }}
          onChange={(tokens) => changeSettings({ tokens })}
        />
        <CountField
          {...{ label: 'Tokens an answer', value: settings.answerTokens, most: 4096 }}
          onChange={(answerTokens) => changeSettings({ answerTokens })}
        />
        <Segments
          legend="Asked as"
          value={settings.chat ? 'chat' : 'text'}
          options={[
            { value: 'text', words: 'completions' },
            { value: 'chat', words: 'chats' },
          ]}
          onChange={(form) => changeSettings({ chat: form === 'chat' })}
        />
        <details className={fields.wide}>
          <summary>Prompts and seed of one’s own</summary>
          <div className={fields.editForm}>
            <div className={`${fields.entry} ${fields.wide}`}>
              <label htmlFor={id}>Prompts, one a line; empty: four of the audit’s own</label>
              <textarea
                id={id}
                rows={3}
                value={settings.prompts}
                maxLength={20_000}
                spellCheck={false}
                onChange={(event) => changeSettings({ prompts: event.target.value })}
              />
              <small>They go to the server, into the report and into the link of this form.</small>
            </div>
            <CountField
              {...{ label: 'Seed of the audit', value: settings.seed, least: 0, most: 0xffff_ffff }}
              onChange={(seed) => changeSettings({ seed })}
            />
          </div>
        </details>
      </div>
    </fieldset>
  );
}

/** What it costs at most, whom it asks, and the button. */
function Start({ busy }: { readonly busy: boolean }) {
  const state = useServer((all) => all);
  // Planning draws every block: fields do not wait for it.
  const settings = useDeferredValue(state.settings);
  const plan = useMemo(() => planOf(settings), [settings]);
  const ask = askOf(state);
  const origins = originsOf(state);
  const problem = typeof ask === 'string' ? ask : typeof plan === 'string' ? plan : null;
  return (
    <div className={styles.start}>
      {typeof plan !== 'string' && <PlanTable plan={plan} />}
      <div className="row">
        <button type="submit" className={controls.primary} disabled={busy || problem !== null}>
          {typeof ask === 'string'
            ? 'Audit it'
            : `Audit ${visible(ask.place.model)} at ${origins.join(' and ')}`}
        </button>
        <small role="status">
          {problem === null
            ? `Contacts ${origins.join(' and ')} and nobody else, from this browser. Nothing is sent before you press.`
            : `${visible(problem)}.`}
        </small>
      </div>
    </div>
  );
}

function originsOf(state: Parameters<typeof placeIn>[0]): readonly string[] {
  const places = (['place', ...(state.settings.twin ? ['twin' as const] : [])] as const).map((name) =>
    placeIn(state, name),
  );
  return [...new Set(places.flatMap((place) => (typeof place === 'string' ? [] : [place.url.origin])))];
}
