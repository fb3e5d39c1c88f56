import { type ReactNode, useState } from 'react';
import { ALARM_DETECTORS } from '../../../../audit/graded/alarm-detectors.ts';
import type { AlarmsGrade, AlarmsReport } from '../../../../audit/graded/alarms-report.ts';
import { HeatMap } from '../../../../charts/heat-map.tsx';
import { alarmsAnswer, alarmsMethod, betterLine, recommendedLines } from '../../../../report/audit-alarms.ts';
import { capital } from '../../../../results/text.ts';
import { Segments } from '../../../kit/choices.tsx';
import tables from '../../../kit/styles/tables.module.css';
import styles from './alarms.module.css';
import { heatOf } from './heat-of.ts';
import { useAlarms } from './use-alarms.ts';

/** `#audit/alarms`: do alarms go off when something real breaks, and stay quiet when nothing does? */
export function AlarmsPart() {
  const { report, problem } = useAlarms();
  if (problem !== null)
    return (
      <p className={tables.note} role="alert">
        {problem}
      </p>
    );
  if (!report) return <p className={tables.note}>Loading…</p>;
  return <Graded report={report} />;
}

function Graded({ report }: { readonly report: AlarmsReport }) {
  const [at, setAt] = useState(0);
  const grade = report.grades[at];
  const better = betterLine(grade);
  return (
    <>
      <section className={tables.panel} aria-labelledby="alarms-title">
        <h2 id="alarms-title">Alarms graded</h2>
        <p className={styles.question}>
          Does the alarm that everyone recommends go off when something real breaks, and stay quiet when
          nothing does?
        </p>
        <div className={styles.plan}>
          <Segments
            legend="Requests a day"
            value={String(at)}
            options={report.grades.map(({ plan }, i) => ({ value: String(i), words: String(plan.perDay) }))}
            onChange={(value) => setAt(Number(value))}
          />
        </div>
        <p data-part="alarms-answer">{alarmsAnswer(grade)}</p>
        {better !== null && <p>{better}</p>}
        <details>
          <summary>Alarm by alarm</summary>
          <ul className={styles.lines}>
            {recommendedLines(grade).map((line) => (
              <li key={line}>{capital(line)}</li>
            ))}
          </ul>
        </details>
        <p className={tables.note}>{alarmsMethod(report, grade)}</p>
      </section>
      <MapPanel title="When something real breaks" grade={grade} kind="broken">
        In a cell: the share of courses that saw the fault within 30 days, and the days until half of them
        had. What goes off as often when nothing is wrong has no tone. Of the canary release: trials in which
        harm was shown, and after how many of its requests; the others that are not promoted end unproven and
        are rolled back too.
      </MapPanel>
      <MapPanel title="When nothing does" grade={grade} kind="nothing">
        In a cell: alarms a week from the change on. In none of these is the service broken, though users or
        arrivals may have changed.
      </MapPanel>
      <Rules />
    </>
  );
}

interface MapPanelProps {
  readonly title: string;
  readonly grade: AlarmsGrade;
  readonly kind: 'broken' | 'nothing';
  readonly children: ReactNode;
}

function MapPanel({ title, grade, kind, children }: MapPanelProps) {
  return (
    <section className={tables.panel} aria-labelledby={`alarms-${kind}`}>
      <h2 id={`alarms-${kind}`}>{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={`${tables.scroll} ${styles.map}`} tabIndex={0} aria-label={`${title}, table`}>
        <HeatMap {...heatOf(grade, kind)} />
      </section>
      <p className={tables.note}>{children}</p>
    </section>
  );
}

function Rules() {
  return (
    <details className={tables.panel}>
      <summary>When each alarms</summary>
      <dl className={styles.rules}>
        {ALARM_DETECTORS.map(({ id, name, words }) => (
          <div key={id}>
            <dt>{capital(name)}</dt>
            <dd>{capital(words)}.</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
