import { type ReactNode, useId } from 'react';
import fields from './styles/fields.module.css';

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Value[];
  readonly onChange: (value: Value) => void;
  readonly words?: (value: Value) => string;
}

export function SelectField<Value extends string>(props: SelectProps<Value>) {
  const { label, value, options, onChange, words = (same) => same } = props;
  const id = useId();
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as Value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {words(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface RadiosProps<Value extends string> {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly words: ReactNode }[];
  readonly onChange: (value: Value) => void;
}

/** One of few, side by side; a fieldset around them says what is chosen. */
export function Radios<Value extends string>({ value, options, onChange }: RadiosProps<Value>) {
  const name = useId();
  return options.map((option) => (
    <label key={option.value}>
      <input
        type="radio"
        name={name}
        checked={option.value === value}
        onChange={() => onChange(option.value)}
      />
      <span>{option.words}</span>
    </label>
  ));
}

/** A choice of few, all in sight. */
export function Segments<Value extends string>({
  legend,
  ...radios
}: RadiosProps<Value> & { readonly legend: string }) {
  return (
    <fieldset className={fields.segments} data-part="segments">
      <legend>{legend}</legend>
      <div>
        <Radios {...radios} />
      </div>
    </fieldset>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly title?: string;
}

export function CheckField({ label, checked, onChange, title }: CheckProps) {
  return (
    <label className={fields.tick} title={title}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
