import type { Alarm } from '../../../../audit/monitor/alarms.ts';
import { signalOf } from '../../../../audit/monitor/signals.ts';
import { clockText, signalText } from '../../../../report/audit-monitor.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './monitor.module.css';

/** What crossed which limit, from when to when, and by how much at worst; the latest first. */
export function AlarmsPanel({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const on = alarms.filter((alarm) => alarm.on);
  return (
    <section className={tables.panel} aria-labelledby="monitor-alarms-title" data-part="monitor-alarms">
      <h2 id="monitor-alarms-title">Alarms</h2>
      <p className={on.length > 0 ? styles.alarmed : tables.note} role="status" data-alarms={alarms.length}>
        {summary(alarms, on)}
      </p>
      {alarms.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
        <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="Alarms, table">
          <table>
            <thead>
              <tr>
                <th scope="col">signal</th>
                <th scope="col">from</th>
                <th scope="col">until</th>
                <th scope="col" className="number">
                  worst
                </th>
                <th scope="col" className="number">
                  limit
                </th>
              </tr>
            </thead>
            <tbody>
              {alarms.toReversed().map((alarm) => (
                <tr key={`${alarm.signal} ${alarm.from}`}>
                  <th scope="row">{signalOf(alarm.signal).title}</th>
                  <td>{clockText(alarm.from)}</td>
                  <td>{alarm.on ? 'still on' : clockText(alarm.until)}</td>
                  <td className="number">{signalText(signalOf(alarm.signal), alarm.worst)}</td>
                  <td className="number">{signalText(signalOf(alarm.signal), alarm.limit)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

function summary(alarms: readonly Alarm[], on: readonly Alarm[]): string {
  if (alarms.length === 0) return 'No limit was crossed.';
  const names = [...new Set(on.map(({ signal }) => signalOf(signal).title))].join(', ');
  const count = `${alarms.length} ${alarms.length === 1 ? 'crossing' : 'crossings'} so far`;
  return on.length === 0
    ? `${count}, none in the latest window that says anything.`
    : `${count}. Now: ${names}.`;
}
