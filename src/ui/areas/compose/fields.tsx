import { type KeyboardEvent, type ReactNode, useId } from 'react';
import fields from '../../kit/styles/fields.module.css';
import { type Reading, useDraft } from '../../state/editor-drafts.ts';

interface DraftProps {
  readonly label: string;
  readonly reading: Reading;
  /** Unit or meaning, after the label. */
  readonly hint?: string;
}

interface TextProps extends DraftProps {
  readonly lines?: number;
  readonly mono?: boolean;
  readonly autoFocus?: boolean;
}

/** A text of the experiment. What is refused stays in the field, with the reason under it. */
export function TextField({ label, reading, hint, lines = 1, mono = false, autoFocus = false }: TextProps) {
  const { text, problem, type, leave } = useDraft(reading);
  const id = useId();
  const shared = {
    id,
    value: text,
    className: mono ? fields.mono : '',
    spellCheck: false,
    'aria-invalid': problem !== null,
    'aria-describedby': `${id}-problem`,
    onChange: (event: { readonly target: { readonly value: string } }) => type(event.target.value),
    onBlur: leave,
    // A card opened by a deliberate click or key leads on to the text that it was opened for.
    autoFocus,
  };
  const commit = (event: KeyboardEvent) => event.key === 'Enter' && leave();
  return (
    <Labelled {...{ id, label, hint, problem }} wide>
      {lines > 1 ? (
        <textarea {...shared} rows={lines} />
      ) : (
        <input type="text" {...shared} onKeyDown={commit} />
      )}
    </Labelled>
  );
}

interface FormTextProps {
  readonly label: string;
  readonly lines: number;
  readonly text: string;
  readonly problem: string | null;
  readonly spellCheck?: boolean;
  readonly onType: (text: string) => void;
}

/** A text that a form is about and no part of the experiment yet. */
export function FormText({ label, lines, text, problem, spellCheck, onType }: FormTextProps) {
  const id = useId();
  return (
    <Labelled {...{ id, label, problem }} wide>
      <textarea
        id={id}
        // Where a field is as high as its text, `rows` says nothing.
        style={{ minHeight: `${lines}lh` }}
        rows={lines}
        className={fields.mono}
        value={text}
        spellCheck={spellCheck}
        aria-describedby={`${id}-problem`}
        onChange={(event) => onType(event.target.value)}
      />
    </Labelled>
  );
}

interface NumberProps extends DraftProps {
  readonly min: number;
  readonly max: number;
  readonly step?: number | 'any';
  readonly placeholder?: string;
  /** Highest value of a slider beside the number. */
  readonly slider?: number;
  readonly children?: ReactNode;
}

/** A number of the experiment. */
export function NumberField({ label, reading, hint, slider, children, ...range }: NumberProps) {
  const { text, problem, type, leave } = useDraft(reading);
  const id = useId();
  return (
    <Labelled {...{ id, label, hint, problem }} wide={slider !== undefined}>
      <div className="row">
        <input
          type="number"
          id={id}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onChange={(event) => type(event.target.value)}
          onBlur={leave}
          {...range}
        />
        {slider !== undefined && (
          <input
            type="range"
            aria-label={`${label}, slider`}
            min={range.min}
            max={slider}
            value={Math.min(Number(text) || range.min, slider)}
            onChange={(event) => type(event.target.value)}
            onPointerUp={leave}
            onBlur={leave}
          />
        )}
        {children}
      </div>
    </Labelled>
  );
}

interface LabelledProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem: string | null;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Labelled({ id, label, hint, problem, wide = false, children }: LabelledProps) {
  return (
    <div className={wide ? `${fields.entry} ${fields.wide}` : fields.entry}>
      <label htmlFor={id}>
        {label}
        {hint && <small> · {hint}</small>}
      </label>
      {children}
      <p className={fields.problem} data-part="problem" id={`${id}-problem`} aria-live="polite">
        {problem}
      </p>
    </div>
  );
}
