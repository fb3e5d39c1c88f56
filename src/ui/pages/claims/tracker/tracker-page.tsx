import { useMemo, useState } from 'react';
import { sourceWords } from '../../../../report/tracker.ts';
import { faultName, sourceOf } from '../../../../studies/tracker/tracker-setting.ts';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import type { PageProps } from '../../../state/page-address.ts';
import { CoursePanel } from './course-panel.tsx';
import { OutcomePanel } from './outcome-panel.tsx';
import { OwnPanel } from './own-panel.tsx';
import { PowerPanel } from './power-panel.tsx';
import styles from './tracker.module.css';
import { openSetting, settingAt } from './tracker-address.ts';
import { TrackerForm } from './tracker-form.tsx';
import { useLibrary } from './use-library.ts';
import { useOutcome } from './use-simulation.ts';

/** `#claims/tracker/<setting>/<own numbers>`: a daily tracker on a model whose faults are known, and what a visitor's own tracker says. */
export function TrackerPage({ path: [settingPart = '', ownPart = ''] }: PageProps) {
  const { setting, problem } = useMemo(() => settingAt(settingPart), [settingPart]);
  const { library, problem: unread } = useLibrary();
  const source = useMemo(() => sourceOf(setting, library), [setting, library]);
  const [index, setIndex] = useState(0);
  const outcome = useOutcome(source, setting.plan);
  return (
    <div className={layout.panels} data-part="tracker">
      <section className={tables.panel} aria-labelledby="tracker-title">
        <div className={tables.panelHead}>
          <h2 id="tracker-title">Would a daily tracker have seen it?</h2>
        </div>
        <p className={tables.note}>
          A tracker asks a service some tasks every day and says when it has become worse. Here it is known
          whether it has: answers are those that nano really gave to its 500 tasks, as it should be served and
          under faults that were really switched on, and each simulated day draws from them. An alarm is a
          significant fall at 5 %.
        </p>
        <TrackerForm setting={setting} onChange={(changed) => openSetting(changed, ownPart)} />
        {[problem, unread].map(
          (each) =>
            each && (
              <p key={each} className={styles.problem} role="alert">
                {each}
              </p>
            ),
        )}
        {source && <p data-part="tracker-source">{sourceWords(source, faultName(setting))}</p>}
      </section>
      {source && (
        <>
          <CoursePanel {...{ source, setting, index }} onIndex={setIndex} />
          <OutcomePanel outcome={outcome} />
          <PowerPanel source={source} plan={setting.plan} />
        </>
      )}
      <OwnPanel part={ownPart} setting={setting} />
    </div>
  );
}
