import { useId, useState } from 'react';
import fields from '../../kit/styles/fields.module.css';

interface NumberFieldProps {
  readonly label: string;
  /** Null where nothing is said. */
  readonly value: number | null;
  readonly onChange: (value: number) => void;
  /** What an empty field means; left out: it may not be empty. */
  readonly empty?: string;
  readonly onEmpty?: () => void;
}

/** A whole number that is taken once it is written: half a number is no edit. */
export function NumberField({ label, value, onChange, empty, onEmpty }: NumberFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const take = () => {
    const text = draft?.trim();
    setDraft(null);
    if (text === undefined) return;
    if (text === '') onEmpty?.();
    else if (Number(text) !== value) onChange(Number(text));
  };
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        placeholder={empty}
        value={draft ?? (value === null ? '' : String(value))}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </div>
  );
}
