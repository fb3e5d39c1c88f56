import { SelectField } from '../../../kit/choices.tsx';
import styles from './studies.module.css';
import type { MeasureSpace, Slice } from './study-dimensions.ts';

interface SliceFieldsProps {
  readonly space: MeasureSpace;
  readonly slice: Slice;
  /** What the dimensions that a picture is over are called: `Rows`, `Columns`. */
  readonly names: readonly string[];
  readonly onChange: (slice: Slice) => void;
}

/** Which dimensions a picture is over, and where it stands in the others. */
export function SliceFields({ space: { dimensions }, slice, names, onChange }: SliceFieldsProps) {
  const { over, place } = slice;
  const choices = dimensions.flatMap(({ labels }, index) =>
    labels.length > 1 || over.includes(index) ? [index] : [],
  );
  const swapped = (at: number, chosen: number) => {
    const before = over[at];
    return over.map((each, index) => (index === at ? chosen : each === chosen ? before : each));
  };
  return (
    <div className={styles.fields}>
      {names.map((name, at) => (
        <SelectField
          key={name}
          label={name}
          value={String(over[at])}
          options={choices.map(String)}
          words={(index) => dimensions[Number(index)].name}
          onChange={(chosen) => onChange({ over: swapped(at, Number(chosen)), place })}
        />
      ))}
      {dimensions.map(({ name, labels }, index) =>
        over.includes(index) || labels.length < 2 ? null : (
          <SelectField
            key={name}
            label={name}
            value={String(place[index])}
            options={labels.map((_, value) => String(value))}
            words={(value) => labels[Number(value)]}
            onChange={(chosen) => onChange({ over, place: place.with(index, Number(chosen)) })}
          />
        ),
      )}
    </div>
  );
}
