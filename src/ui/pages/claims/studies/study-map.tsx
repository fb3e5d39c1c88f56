import { useId, useState } from 'react';
import { HeatMap } from '../../../../charts/heat-map.tsx';
import { measuresWithFigures } from '../../../../report/study-design.ts';
import { measureWords } from '../../../../report/study-figures.ts';
import { capital } from '../../../../results/text.ts';
import type { Measure } from '../../../../studies/sweep/measures.ts';
import type { StudyOutcome } from '../../../../studies/sweep/outcome.ts';
import { SelectField } from '../../../kit/choices.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { heatOf } from './heat-of.ts';
import { SliceFields } from './slice-fields.tsx';
import styles from './studies.module.css';
import { firstSlice, spaceOf } from './study-dimensions.ts';

/** Any measure over any two of what it varies by, as a table with tones. */
export function StudyMap({ outcome }: { readonly outcome: StudyOutcome }) {
  const measures = measuresWithFigures(outcome);
  const [chosen, setChosen] = useState<Measure>(measures[0]);
  const space = spaceOf(outcome, chosen);
  const [slice, setSlice] = useState(() => firstSlice(space, 2));
  const title = useId();
  const choose = (measure: Measure) => {
    setChosen(measure);
    // Another measure may have other arms.
    setSlice(firstSlice(spaceOf(outcome, measure), 2));
  };
  return (
    <section className={tables.panel} aria-labelledby={title}>
      <h2 id={title}>Cells</h2>
      <div className={styles.fields}>
        <SelectField
          label="Measure"
          value={chosen}
          options={measures}
          words={(measure) => capital(measureWords(measure))}
          onChange={choose}
        />
      </div>
      <SliceFields space={space} slice={slice} names={['Rows', 'Columns']} onChange={setSlice} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Cells, map">
        <HeatMap {...heatOf(space, slice)} />
      </section>
      <p className={tables.note}>
        Each figure with its interval; the tone goes from the least shown to the most.
      </p>
    </section>
  );
}
