import { type ReactNode, useId } from 'react';
import fields from './styles/fields.module.css';

interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly slider?: number;
  readonly onChange: (value: number) => void;
  readonly children?: ReactNode;
}

/** A number of the drawing, which is in no experiment yet. */
export function Slider({ label, value, min, max, slider, onChange, children }: SliderProps) {
  const id = useId();
  const shown = Number.isNaN(value) ? '' : value;
  return (
    <div className={slider === undefined ? fields.entry : `${fields.entry} ${fields.wide}`}>
      <label htmlFor={id}>{label}</label>
      <div className="row">
        <input
          id={id}
          type="number"
          value={shown}
          {...{ min, max }}
          onChange={(event) => onChange(event.target.valueAsNumber)}
        />
        {slider !== undefined && (
          <input
            type="range"
            aria-label={`${label}, slider`}
            value={Math.min(value || min, slider)}
            min={min}
            max={slider}
            onChange={(event) => onChange(event.target.valueAsNumber)}
          />
        )}
        {children}
      </div>
    </div>
  );
}
