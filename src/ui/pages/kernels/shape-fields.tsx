import { useId, useState } from 'react';
import type { Operation } from '../../../numerics/operations.ts';
import { DIMENSIONS, type Dimensions, dimensionsProblem } from '../../../workbench/cases/setup.ts';
import fields from '../../kit/styles/fields.module.css';

interface ShapeFieldsProps {
  readonly operation: Operation;
  readonly dimensions: Dimensions;
  /** Only with sizes that can be run. */
  readonly onChange: (dimensions: Dimensions) => void;
  /** What else may be wrong with sizes. */
  readonly problemOf?: (dimensions: Dimensions) => string | null;
  /** What sizes may be at all: those that can be run where it is left out. */
  readonly check?: (operation: Operation, dimensions: Dimensions) => string | null;
}

const NOTHING_ELSE = () => null;

/** The sizes of an operation. What cannot be stays in its field with the reason, and is told to nobody. */
export function ShapeFields(props: ShapeFieldsProps) {
  const { operation, dimensions, onChange, problemOf = NOTHING_ELSE, check = dimensionsProblem } = props;
  const [draft, setDraft] = useState<{ readonly of: Dimensions; readonly texts: Record<string, string> }>({
    of: dimensions,
    texts: {},
  });
  const id = useId();
  const texts = draft.of === dimensions ? draft.texts : {};
  const typed = valuesOf(operation, dimensions, texts);
  const problem = check(operation, typed) ?? problemOf(typed);
  const type = (name: string, text: string) => {
    const next = { ...texts, [name]: text };
    const values = valuesOf(operation, dimensions, next);
    if (check(operation, values) ?? problemOf(values)) setDraft({ of: dimensions, texts: next });
    else onChange(values);
  };
  return (
    <>
      {DIMENSIONS[operation].map(({ name, label, hint, least, most }) => (
        <div className={fields.entry} key={name}>
          <label htmlFor={`${id}-${name}`}>
            {label} <small>· {hint}</small>
          </label>
          <input
            type="number"
            id={`${id}-${name}`}
            value={texts[name] ?? String(dimensions[name])}
            min={least}
            {...(check === dimensionsProblem ? { max: most } : {})}
            aria-invalid={problem !== null && texts[name] !== undefined}
            aria-describedby={`${id}-problem`}
            onChange={(event) => type(name, event.target.value)}
          />
        </div>
      ))}
      <p
        className={`${fields.problem} ${fields.wide}`}
        data-part="problem"
        id={`${id}-problem`}
        aria-live="polite"
      >
        {problem}
      </p>
    </>
  );
}

function valuesOf(
  operation: Operation,
  dimensions: Dimensions,
  texts: Readonly<Record<string, string>>,
): Dimensions {
  const typed = DIMENSIONS[operation].map(({ name }) => {
    const text = texts[name];
    return [name, text === undefined ? dimensions[name] : text.trim() === '' ? Number.NaN : Number(text)];
  });
  return Object.fromEntries(typed);
}
