import { useId, useMemo, useState } from 'react';
import type { LongitudinalOptions } from '../../../../studies/tracker/longitudinal.ts';
import { MOST_LAG } from '../../../../studies/tracker/longitudinal.ts';
import {
  readEvents,
  readRates,
  TimelineError,
  type TimelineEventKind,
} from '../../../../studies/tracker/read-timeline.ts';
import { faultName, sourceOf } from '../../../../studies/tracker/tracker-setting.ts';
import { Segments } from '../../../kit/choices.tsx';
import fields from '../../../kit/styles/fields.module.css';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import type { PageProps } from '../../../state/page-address.ts';
import { NumberField } from '../../load/number-field.tsx';
import styles from '../tracker/tracker.module.css';
import { settingAt } from '../tracker/tracker-address.ts';
import { useLibrary } from '../tracker/use-library.ts';
import { CorrelationPanel } from './correlation-panel.tsx';
import { EXAMPLE_EVENTS, simulatedEvents, simulatedRates } from './simulated-series.ts';
import { TimelinePanel } from './timeline-panel.tsx';

const KINDS: readonly TimelineEventKind[] = ['adoption', 'outage', 'other'];
const OPTIONS: LongitudinalOptions = {
  kinds: ['adoption', 'outage'],
  counted: 'day',
  mostLag: 7,
  block: null,
  seed: 1,
};

/** `#claims/timeline/<setting>`: events set against pass rates, a visitor's own or those of the tracker's simulated days. */
export function TimelinePage({ path: [settingPart = ''] }: PageProps) {
  const { library, problem } = useLibrary();
  const series = useMemo(() => {
    const { setting } = settingAt(settingPart);
    const source = sourceOf(setting, library);
    return (
      source && {
        rates: simulatedRates(source, setting.plan),
        events: simulatedEvents(setting.plan),
        name: faultName(setting),
      }
    );
  }, [settingPart, library]);
  // What a visitor has written stands; else the simulated days do.
  const [ownRates, setRates] = useState<string | null>(null);
  const [ownEvents, setEvents] = useState<string | null>(null);
  const [options, setOptions] = useState(OPTIONS);
  const ratesText = ownRates ?? series?.rates ?? '';
  const eventsText = ownEvents ?? series?.events ?? EXAMPLE_EVENTS;
  const rates = useMemo(() => reading(readRates, ratesText), [ratesText]);
  const events = useMemo(() => reading(readEvents, eventsText), [eventsText]);
  return (
    <div className={layout.panels} data-part="timeline">
      <section className={tables.panel} aria-labelledby="timeline-title">
        <div className={tables.panelHead}>
          <h2 id="timeline-title">Events against pass rates</h2>
          {(ownRates !== null || ownEvents !== null) && (
            <button
              type="button"
              onClick={() => {
                setRates(null);
                setEvents(null);
              }}
            >
              The simulated days again
            </button>
          )}
        </div>
        <p className={tables.note}>
          Did answers become worse when users came, or after an outage? Enter the dates, and a series of pass
          rates.{' '}
          {ownRates === null && series && `These days are simulated: ${series.name}, as on the page before. `}
          Nothing of it leaves this page.
        </p>
        <div className={styles.texts}>
          <TextArea
            label="Events: date, adoption, outage or other, and what it was"
            value={eventsText}
            onChange={setEvents}
            problem={events.problem}
          />
          <TextArea
            label="Pass rates: date,passed,total"
            value={ratesText}
            onChange={setRates}
            problem={rates.problem ?? problem}
          />
        </div>
        <OptionFields options={options} onChange={setOptions} />
      </section>
      {rates.value.length > 0 && <TimelinePanel rates={rates.value} events={events.value} />}
      <CorrelationPanel rates={rates.value} events={events.value} options={options} />
    </div>
  );
}

function OptionFields({
  options,
  onChange,
}: {
  readonly options: LongitudinalOptions;
  readonly onChange: (options: LongitudinalOptions) => void;
}) {
  const { kinds, counted, mostLag } = options;
  const toggle = (kind: TimelineEventKind) =>
    onChange({ ...options, kinds: KINDS.filter((each) => kinds.includes(each) !== (each === kind)) });
  return (
    <form className={`${fields.editForm} ${styles.form}`} onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend>Events of kind</legend>
        <div className={fields.ticks}>
          {KINDS.map((kind) => (
            <label key={kind} className={fields.tick}>
              <input type="checkbox" checked={kinds.includes(kind)} onChange={() => toggle(kind)} />
              {kind}
            </label>
          ))}
        </div>
      </fieldset>
      <Segments
        legend="Counted"
        value={counted}
        options={[
          { value: 'day', words: 'on their day' },
          { value: 'since', words: 'all so far' },
        ]}
        onChange={(value) => onChange({ ...options, counted: value })}
      />
      <NumberField
        label={`Lags, in days (0 to ${MOST_LAG})`}
        value={mostLag}
        onChange={(value) =>
          onChange({ ...options, mostLag: Math.min(MOST_LAG, Math.max(0, Math.round(value) || 0)) })
        }
      />
    </form>
  );
}

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problem: string | null;
}

function TextArea({ label, value, onChange, problem }: TextAreaProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        value={value}
        spellCheck={false}
        aria-invalid={problem !== null}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className={fields.problem} role="alert">
        {problem}
      </p>
    </div>
  );
}

interface Read<Value> {
  readonly value: readonly Value[];
  readonly problem: string | null;
}

function reading<Value>(read: (text: string) => Value[], text: string): Read<Value> {
  try {
    return { value: read(text), problem: null };
  } catch (error) {
    if (!(error instanceof TimelineError)) throw error;
    return { value: [], problem: error.message };
  }
}
