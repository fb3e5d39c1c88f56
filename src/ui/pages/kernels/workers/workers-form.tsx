import { useId, useState } from 'react';
import { namedShapes } from '../../../../workbench/cases/named-shapes.ts';
import {
  MOST_COLUMN,
  MOST_SHARED_TERMS,
  MOST_WORKERS,
  type SharedPlace,
  sharedProblem,
} from '../../../../workbench/shared/shared-place.ts';
import { SelectField } from '../../../kit/choices.tsx';
import { Slider } from '../../../kit/slider.tsx';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { shapeName } from '../plans-form.tsx';
import { changeShared, useWorkers } from './workers-store.ts';

const OWN = 'own K';

/** Products whose K tensor parallelism shares: those whose inputs lie on several workers. */
const SHAPES = namedShapes('matmul').filter(({ product }) => product === 'o' || product === 'down');

/** The sum, and how many workers share it. */
export function WorkersForm() {
  const { terms, column, workers } = useWorkers((state) => state.place);
  const shape = SHAPES.find(({ dimensions }) => dimensions.terms === terms);
  return (
    <section className={`${tables.panel} ${fields.editForm}`} aria-label="What to share">
      <Slider
        label="Workers that share the sum"
        value={workers}
        min={1}
        max={MOST_WORKERS}
        slider={MOST_WORKERS}
        onChange={(value) => changeShared({ workers: value })}
      />
      <div className={fields.wide}>
        <SelectField
          label="Sizes of"
          value={shape ? shapeName(shape) : OWN}
          options={[...(shape ? [] : [OWN]), ...SHAPES.map(shapeName)]}
          onChange={(chosen) => {
            const found = SHAPES.find((one) => shapeName(one) === chosen);
            if (found) changeShared({ terms: found.dimensions.terms });
          }}
        />
      </div>
      <Whole
        name="terms"
        label="K"
        hint="terms of the sum"
        value={terms}
        least={1}
        most={MOST_SHARED_TERMS}
      />
      <Whole name="column" label="Output" hint="which one" value={column} least={0} most={MOST_COLUMN} />
      <p className={`${tables.note} ${fields.wide}`}>
        An output of row 0 of the workbench’s product in bf16, the one that <a href="#kernels">Slide M</a>{' '}
        shows, added up here in your browser. The address leads to this very place.
      </p>
    </section>
  );
}

interface WholeProps {
  readonly name: 'terms' | 'column';
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

/** What cannot be stays in its field with the reason, and is told to nobody. */
function Whole({ name, label, hint, value, least, most }: WholeProps) {
  const id = useId();
  const place = useWorkers((state) => state.place);
  const [draft, setDraft] = useState<{ readonly of: SharedPlace; readonly text: string } | null>(null);
  const text = draft?.of === place ? draft.text : String(value);
  const problemOf = (typed: string) =>
    sharedProblem({ ...place, [name]: typed.trim() === '' ? Number.NaN : Number(typed) });
  const problem = problemOf(text);
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>
        {label} <small>· {hint}</small>
      </label>
      <input
        id={id}
        type="number"
        value={text}
        min={least}
        max={most}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        onChange={({ target }) => {
          if (problemOf(target.value)) setDraft({ of: place, text: target.value });
          else changeShared({ [name]: Number(target.value) });
        }}
      />
      <small id={`${id}-problem`} className={fields.problem} aria-live="polite">
        {problem}
      </small>
    </div>
  );
}
