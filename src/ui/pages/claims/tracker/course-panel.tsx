import { useMemo, useRef, useState } from 'react';
import { detectorName, percentText } from '../../../../report/tracker.ts';
import type { DetectorId } from '../../../../studies/tracker/detectors.ts';
import { settingText } from '../../../../studies/tracker/setting-text.ts';
import {
  detectorsOf,
  TrackerSimulation,
  type WatchedCourse,
} from '../../../../studies/tracker/simulate-tracker.ts';
import type { TrackedSource } from '../../../../studies/tracker/tracked-source.ts';
import type { TrackerSetting } from '../../../../studies/tracker/tracker-setting.ts';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import { CourseChart } from './course-chart.tsx';
import styles from './tracker.module.css';

interface CoursePanelProps {
  readonly source: TrackedSource;
  readonly setting: TrackerSetting;
  /** Which of all courses. */
  readonly index: number;
  readonly onIndex: (index: number) => void;
}

/** One course of days: what a tracker's readers see, and what each detector makes of it. */
export function CoursePanel({ source, setting, index, onIndex }: CoursePanelProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [hidden, setHidden] = useState<readonly DetectorId[]>([]);
  const { plan } = setting;
  const course = useMemo(() => new TrackerSimulation(source, plan).watched(index), [source, plan, index]);
  const detectors = detectorsOf(plan);
  const toggle = (id: DetectorId) =>
    setHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id]);
  const shown = detectors.filter(({ id }) => !hidden.includes(id)).map(({ id }) => id);
  return (
    <section className={tables.panel} aria-labelledby="course-title">
      <div className={tables.panelHead}>
        <h2 id="course-title">One course of days</h2>
        <button type="button" onClick={() => onIndex(index + 1)}>
          Another course
        </button>
        <a href={`#claims/timeline/${encodeURI(settingText(setting))}`}>Set events against these days</a>
      </div>
      <fieldset className={`${fields.editForm} ${styles.detectors}`}>
        <legend>Detectors</legend>
        <div className={fields.ticks}>
          {detectors.map(({ id, name, words }) => (
            <label key={id} className={fields.tick} title={words}>
              <input type="checkbox" checked={!hidden.includes(id)} onChange={() => toggle(id)} />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <div ref={frame} className={styles.chart}>
        {width > 0 && <CourseChart course={course} plan={plan} shown={shown} width={width} />}
      </div>
      <p className={tables.note} data-part="course-words">
        {courseWords(course, setting, shown)}
      </p>
    </section>
  );
}

/** What the picture shows, for whoever does not see it. */
function courseWords(
  { alarms, baseline }: WatchedCourse,
  { plan }: TrackerSetting,
  shown: readonly DetectorId[],
): string {
  const from = plan.faultDay ?? Number.POSITIVE_INFINITY;
  const parts = shown.map((id) => {
    const days = alarms.get(id) ?? [];
    const early = days.filter((day) => day < from).length;
    const first = days.find((day) => day >= from);
    const false_ = early === 1 ? 'one false alarm' : `${early === 0 ? 'no' : early} false alarms`;
    if (plan.faultDay === null) return `${detectorName(id)}: ${false_}`;
    return `${detectorName(id)}: ${false_}, ${first === undefined ? 'the fault not seen' : `the fault seen on day ${first}`}`;
  });
  return `Baseline ${percentText(baseline)} %. ${parts.join('; ')}${parts.length > 0 ? '.' : ''}`;
}
