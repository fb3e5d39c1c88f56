import { useId } from 'react';
import styles from './knob.module.css';

interface KnobProps {
  readonly label: string;
  readonly value: number;
  /** The values it takes, in order. */
  readonly values: readonly number[];
  readonly onChange: (value: number) => void;
  readonly unit?: string;
}

/** A slider over a list of values, with the value beside its name; arrow keys take one step. */
export function Knob({ label, value, values, onChange, unit = '' }: KnobProps) {
  const id = useId();
  const at = Math.max(0, values.indexOf(value));
  const words = unit ? `${value} ${unit}` : `${value}`;
  return (
    <div className={styles.knob}>
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{words}</output>
      <input
        id={id}
        type="range"
        min={0}
        max={values.length - 1}
        value={at}
        aria-valuetext={words}
        onChange={({ target }) => onChange(values[target.valueAsNumber])}
      />
    </div>
  );
}

/** first, first + step, ..., last. */
export function steps(first: number, last: number, step = 1): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}
