import { useState } from 'react';
import { SelectField } from '../../kit/choices.tsx';
import { Term } from '../../kit/glossary/term.tsx';
import fields from '../../kit/styles/fields.module.css';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import type { PageProps } from '../../state/page-address.ts';
import { AdaptersMatrix } from './adapters-matrix.tsx';
import { Answers } from './answers.tsx';
import styles from './census.module.css';
import { useCensus } from './census-store.ts';
import { ExportPanel } from './export-panel.tsx';
import { RunPanel } from './run-panel.tsx';
import { OWN_ID, subjectsOf } from './subjects.ts';
import { TwoAdapters } from './two-adapters.tsx';
import { Verdict } from './verdict.tsx';

/** `#census`: what the visitor's adapter does where WGSL leaves it open, beside every adapter that was asked before. */
export function CensusPage(_props: PageProps) {
  const own = useCensus((state) => state.own);
  const subjects = subjectsOf(own);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = subjects.find(({ id }) => id === chosen) ?? subjects[0];
  return (
    <div className={layout.panels}>
      <div className={layout.pageHead}>
        <h2>Which adapters compute alike?</h2>
      </div>
      <p className={styles.lead}>
        WGSL leaves open how an <Term id="adapter">adapter</Term> rounds, what it fuses, whether it keeps the
        smallest numbers and how exact its e^x is. The census asks yours, says whether one fingerprint holds
        on it as on all others, and puts it beside {subjectsOf(null).length} that were asked before.{' '}
        <a href="#learn/same-everywhere">Lesson: the same everywhere</a>
      </p>
      <RunPanel />
      <Verdict census={shown.census} own={shown.id === OWN_ID} />
      <AdaptersMatrix subjects={subjects} />
      <TwoAdapters subjects={subjects} />
      <section className={tables.panel} aria-labelledby="census-answers">
        <h2 id="census-answers">All answers of one</h2>
        <div className={`${fields.editForm} ${styles.controls}`}>
          <SelectField
            label="Adapter"
            value={shown.id}
            options={subjects.map(({ id }) => id)}
            words={(id) => subjects.find((each) => each.id === id)!.name}
            onChange={setChosen}
          />
        </div>
      </section>
      <Answers census={shown.census} />
      {own && <ExportPanel census={own} />}
    </div>
  );
}
