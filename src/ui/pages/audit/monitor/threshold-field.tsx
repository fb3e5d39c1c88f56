import { useId, useState } from 'react';
import type { Signal } from '../../../../audit/monitor/signals.ts';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';

interface ThresholdFieldProps {
  readonly signal: Signal;
  readonly limit: number | undefined;
  /** Null: none. */
  readonly onChange: (limit: number | null) => void;
}

/** A limit that is taken once it is written, and refused with a reason where it is none. */
export function ThresholdField({ signal, limit, onChange }: ThresholdFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const take = () => {
    const text = draft?.trim().replace(',', '.');
    if (text === undefined) return;
    if (text !== '' && !/^\d+(?:\.\d+)?$/.test(text)) {
      setRefused('Expected a number of at least 0, or nothing.');
      return;
    }
    setDraft(null);
    setRefused(null);
    onChange(text === '' ? null : Number(text));
  };
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>
        {signal.title} {signal.side}
        {signal.unit && `, ${signal.unit}`}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        placeholder="no limit"
        value={draft ?? (limit === undefined ? '' : String(limit))}
        aria-invalid={refused !== null}
        aria-describedby={refused === null ? undefined : `${id}-refused`}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
      {refused && (
        <p id={`${id}-refused`} className={tables.note} role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}
