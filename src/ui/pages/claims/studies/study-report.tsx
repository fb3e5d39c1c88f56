import { type ReactNode, useId } from 'react';
import { encodeLink } from '../../../../experiment/link.ts';
import { visible } from '../../../../experiment/visible.ts';
import { hypothesisSentence, studyVerdict } from '../../../../report/study.ts';
import {
  designFacts,
  measuresWithFigures,
  ranFacts,
  type StudyFact,
} from '../../../../report/study-design.ts';
import { measureWords } from '../../../../report/study-figures.ts';
import { deviationSentences } from '../../../../report/study-selection.ts';
import { cellTable, hypothesisTable } from '../../../../report/study-tables.ts';
import { VARIANCE_NOTE, varianceTable } from '../../../../report/study-variance.ts';
import { capital } from '../../../../results/text.ts';
import type { MergedStudy } from '../../../../studies/sweep/job.ts';
import type { StudyOutcome } from '../../../../studies/sweep/outcome.ts';
import figures from '../../../kit/styles/figures.module.css';
import tables from '../../../kit/styles/tables.module.css';
import styles from './studies.module.css';
import { StudyFiles } from './study-files.tsx';
import { StudyForest } from './study-forest.tsx';
import { StudyMap } from './study-map.tsx';
import { StudySurvival } from './study-survival.tsx';
import { StudyTable } from './study-table.tsx';

interface StudyReportProps {
  readonly outcome: StudyOutcome;
  /** What was observed, where it is at hand. */
  readonly merged?: MergedStudy | undefined;
}

/** What a study asked, how, and what it found. */
export function StudyReport({ outcome, merged }: StudyReportProps) {
  const { definition } = outcome;
  return (
    <>
      <header className={styles.head}>
        <h2>{visible(definition.title)}</h2>
        <p>{visible(definition.question)}</p>
        <p className={styles.verdict} data-part="verdict">
          {visible(studyVerdict(outcome))}
        </p>
      </header>
      <StudyForest outcome={outcome} />
      <Verdicts outcome={outcome} planned />
      <Verdicts outcome={outcome} planned={false} />
      {outcome.cells.length > 0 && <StudyMap outcome={outcome} />}
      <StudySurvival outcome={outcome} />
      <Estimates outcome={outcome} />
      {outcome.variances && <Variances outcome={outcome} />}
      <FactsPanel title="Design" facts={designFacts(definition)}>
        <p>
          <a href={encodeLink({ experiment: definition.base })}>Open the experiment in the lab</a>
        </p>
      </FactsPanel>
      <FactsPanel title="What ran" facts={ranFacts(outcome)} />
      <Deviations deviations={deviationSentences(outcome)} />
      <StudyFiles outcome={outcome} merged={merged} />
    </>
  );
}

function Verdicts({ outcome, planned }: { readonly outcome: StudyOutcome; readonly planned: boolean }) {
  const title = useId();
  const own = outcome.hypotheses.filter((each) => each.planned === planned);
  if (own.length === 0) return null;
  const name = planned ? 'Verdicts, planned' : 'Exploratory, not planned';
  return (
    <section className={tables.panel} aria-labelledby={title}>
      <h2 id={title}>{name}</h2>
      {!planned && (
        <p className={tables.note}>
          Chosen after the plan was frozen: to be tested anew before they are believed.
        </p>
      )}
      <ul className={styles.sentences}>
        {own.map((each) => (
          <li key={each.hypothesis.id}>{visible(hypothesisSentence(each, outcome.definition))}</li>
        ))}
      </ul>
      <StudyTable caption={`${name}, table`} {...hypothesisTable(outcome, planned)} />
    </section>
  );
}

function Estimates({ outcome }: { readonly outcome: StudyOutcome }) {
  const title = useId();
  const measures = measuresWithFigures(outcome);
  if (measures.length === 0) return null;
  return (
    <section className={tables.panel} aria-labelledby={title}>
      <h2 id={title}>Estimates</h2>
      {measures.map((measure) => (
        <details key={measure} className={styles.estimates}>
          <summary>{capital(measureWords(measure))}</summary>
          <StudyTable caption={capital(measureWords(measure))} tall {...cellTable(outcome, measure)} />
        </details>
      ))}
    </section>
  );
}

function Variances({ outcome }: Pick<StudyReportProps, 'outcome'>) {
  const title = useId();
  return (
    <section className={tables.panel} aria-labelledby={title}>
      <h2 id={title}>Where variance lies</h2>
      <p className={tables.note}>{VARIANCE_NOTE}</p>
      <StudyTable caption="Where variance lies, table" {...varianceTable(outcome)} />
    </section>
  );
}

interface FactsPanelProps {
  readonly title: string;
  readonly facts: readonly StudyFact[];
  readonly children?: ReactNode;
}

function FactsPanel({ title, facts, children }: FactsPanelProps) {
  const id = useId();
  return (
    <section className={tables.panel} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl className={figures.facts}>
        {facts.map(({ name, text }) => (
          <div key={name} className={text.length > 60 ? figures.wide : undefined}>
            <dt>{visible(name)}</dt>
            <dd>{visible(text)}</dd>
          </div>
        ))}
      </dl>
      {children}
    </section>
  );
}

function Deviations({ deviations }: Pick<StudyOutcome, 'deviations'>) {
  const title = useId();
  return (
    <section className={tables.panel} aria-labelledby={title}>
      <h2 id={title}>Deviations</h2>
      {deviations.length === 0 && <p className={tables.note}>None.</p>}
      <ul className={styles.sentences}>
        {deviations.map((words) => (
          <li key={words}>{visible(words)}</li>
        ))}
      </ul>
    </section>
  );
}
