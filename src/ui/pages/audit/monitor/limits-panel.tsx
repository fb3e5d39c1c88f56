import { SIGNALS } from '../../../../audit/monitor/signals.ts';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import styles from './monitor.module.css';
import { setThreshold, useMonitor, usualThresholds } from './monitor-store.ts';
import { ThresholdField } from './threshold-field.tsx';

/** What each signal may be before it alarms, as the visitor sets it. */
export function LimitsPanel() {
  const thresholds = useMonitor((state) => state.thresholds);
  return (
    <section className={tables.panel} aria-labelledby="monitor-limits-title">
      <div className={tables.panelHead}>
        <h2 id="monitor-limits-title">Limits</h2>
        <button type="button" onClick={usualThresholds}>
          Back to the usual ones
        </button>
      </div>
      <div className={`${fields.editForm} ${styles.limits}`}>
        {SIGNALS.map((signal) => (
          <ThresholdField
            key={signal.id}
            signal={signal}
            limit={thresholds[signal.id]}
            onChange={(limit) => setThreshold(signal.id, limit)}
          />
        ))}
      </div>
      <p className={tables.note}>
        A signal that has nothing to say in a window neither raises an alarm nor ends one. Limits stay in this
        browser.
      </p>
    </section>
  );
}
