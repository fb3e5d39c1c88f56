import { useId, useState } from 'react';
import { ownLines, ownVerdict, thresholdLines } from '../../../../report/tracker-own.ts';
import { judgeOwnNumbers } from '../../../../studies/tracker/own-numbers.ts';
import { ownNumbersText, readOwnNumbers } from '../../../../studies/tracker/setting-text.ts';
import type { TrackerSetting } from '../../../../studies/tracker/tracker-setting.ts';
import { WORKED_EXAMPLES } from '../../../../studies/tracker/worked-examples.ts';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import styles from './tracker.module.css';
import { openSetting } from './tracker-address.ts';

const FIRST = ownNumbersText(WORKED_EXAMPLES[0].numbers);

interface OwnPanelProps {
  /** The numbers as the address has them; empty: the first example. */
  readonly part: string;
  readonly setting: TrackerSetting;
}

/** Somebody’s own tracker: what its numbers say, and worked examples that fill the form. */
export function OwnPanel({ part, setting }: OwnPanelProps) {
  const text = part === '' ? FIRST : part;
  const example = WORKED_EXAMPLES.find(({ numbers }) => ownNumbersText(numbers) === text);
  const open = (to: string) => openSetting(setting, to);
  return (
    <section className={tables.panel} aria-labelledby="own-title" data-part="own-numbers">
      <div className={tables.panelHead}>
        <h2 id="own-title">A tracker’s own numbers</h2>
      </div>
      <p className={tables.note}>Enter what a tracker reports, or take what one has reported:</p>
      <ul className={styles.examples}>
        {WORKED_EXAMPLES.map(({ id, name, numbers }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={id === example?.id}
              onClick={() => open(ownNumbersText(numbers))}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <OwnForm key={text} text={text} onChange={open} />
      <Judged text={text} />
      {example && (
        <p className={tables.note}>
          Source: {example.source.words} (<a href={example.source.url}>{new URL(example.source.url).host}</a>
          ).
        </p>
      )}
      <h3 className={styles.subhead}>Published thresholds, below the baseline</h3>
      <ul className={`${tables.note} ${styles.words}`}>
        {thresholdLines().map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

/** Fields as they are written; what they say together is in the address once one is left. */
function OwnForm({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const [written, setWritten] = useState(() => partsOf(text));
  const take = () => {
    const parts = FIELDS.flatMap(({ name }) =>
      // An address has commas between its parts: one that is written in a number is its decimal point.
      written[name].trim() === '' ? [] : [`${name}:${written[name].trim().replaceAll(',', '.')}`],
    );
    if (parts.join(',') !== text) onChange(parts.join(','));
  };
  return (
    <form
      className={`${fields.editForm} ${styles.form}`}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      {FIELDS.map(({ name, label }) => (
        <TextField
          key={name}
          label={label}
          value={written[name]}
          onChange={(value) => setWritten({ ...written, [name]: value })}
          onLeave={take}
        />
      ))}
      <button type="submit" hidden>
        Judge
      </button>
    </form>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onLeave: () => void;
}

function TextField({ label, value, onChange, onLeave }: TextFieldProps) {
  const id = useId();
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onLeave}
      />
    </div>
  );
}

/** In the order in which an address has them. */
const FIELDS = [
  { name: 'baseline', label: 'Baseline, % (or from-to)' },
  { name: 'runs', label: 'Runs behind it (empty: known exactly)' },
  { name: 'n', label: 'Runs of the figure' },
  { name: 'passed', label: 'Of these passed' },
  { name: 'observed', label: 'or the figure, %' },
  { name: 'looks', label: 'Looks, this one among them (empty: 1)' },
] as const;

type FieldName = (typeof FIELDS)[number]['name'];

/** Of a text that may say anything: what it says of each field. */
function partsOf(text: string): Record<FieldName, string> {
  const said = new Map(
    text.split(',').map((part): [string, string] => {
      const [name, ...rest] = part.split(':');
      return [name, rest.join(':')];
    }),
  );
  return Object.fromEntries(FIELDS.map(({ name }) => [name, said.get(name) ?? ''])) as Record<
    FieldName,
    string
  >;
}

function Judged({ text }: { readonly text: string }) {
  const read = judgedOf(text);
  if (typeof read === 'string')
    return (
      <p className={styles.problem} role="alert">
        {read}
      </p>
    );
  const { own, judged } = read;
  return (
    <div data-part="own-judged">
      <p className={styles.verdict}>{ownVerdict(own, judged)}</p>
      <dl className={styles.lines}>
        {ownLines(own, judged).map(({ name, words }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The numbers with what they say, or why they cannot be judged. */
function judgedOf(text: string) {
  try {
    const own = readOwnNumbers(text);
    return { own, judged: judgeOwnNumbers(own) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}
