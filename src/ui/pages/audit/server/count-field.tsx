import { useId, useState } from 'react';
import fields from '../../../kit/styles/fields.module.css';

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** A whole number within bounds, taken as soon as it is one. */
export function CountField({ label, value, least = 1, most, onChange }: CountProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const change = (text: string) => {
    const number = numberIn(text, least, most);
    setDraft(number === null ? text : null);
    if (number !== null) onChange(number);
  };
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={draft ?? String(value)}
        aria-invalid={draft !== null}
        aria-describedby={`${id}-problem`}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(null)}
      />
      <p className={fields.problem} id={`${id}-problem`} aria-live="polite">
        {draft !== null && `expected a whole number from ${least} to ${most}`}
      </p>
    </div>
  );
}

function numberIn(text: string, least: number, most: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,10}$/.test(trimmed)) return null;
  const number = Number(trimmed);
  return number >= least && number <= most ? number : null;
}
