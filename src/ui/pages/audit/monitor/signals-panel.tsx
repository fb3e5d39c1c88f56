import { useRef } from 'react';
import type { Alarm, Thresholds } from '../../../../audit/monitor/alarms.ts';
import { SIGNALS, type Signal } from '../../../../audit/monitor/signals.ts';
import type { Window } from '../../../../audit/monitor/windows.ts';
import { signalText } from '../../../../report/audit-monitor.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './monitor.module.css';
import { SignalChart } from './signal-chart.tsx';

interface SignalsProps {
  readonly windows: readonly Window[];
  readonly thresholds: Thresholds;
  readonly alarms: readonly Alarm[];
}

/** Those that the run says anything of. */
export function SignalsPanel({ windows, thresholds, alarms }: SignalsProps) {
  const measured = SIGNALS.filter((signal) => windows.some((window) => signal.of(window) !== null));
  return (
    <section className={tables.panel} aria-labelledby="monitor-signals-title">
      <h2 id="monitor-signals-title">Signals, window by window</h2>
      <ul className={styles.signals}>
        {measured.map((signal) => (
          <SignalCard
            key={signal.id}
            {...{ signal, windows }}
            limit={thresholds[signal.id]}
            alarms={alarms.filter((alarm) => alarm.signal === signal.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function SignalCard(props: {
  readonly signal: Signal;
  readonly windows: readonly Window[];
  readonly limit: number | undefined;
  readonly alarms: SignalsProps['alarms'];
}) {
  const { signal, windows, alarms } = props;
  const box = useRef<HTMLLIElement>(null);
  const width = useWidth(box);
  const latest = windows.findLast((window) => signal.of(window) !== null);
  const on = alarms.at(-1)?.on ?? false;
  return (
    <li ref={box} className={styles.signal} data-signal={signal.id} data-alarm={on}>
      <p>
        <span>{signal.title}</span> <strong>{latest ? signalText(signal, signal.of(latest)!) : ''}</strong>
        {on && <span className={styles.mark}>alarm</span>}
      </p>
      <div style={{ minHeight: 130 }}>{width > 0 && <SignalChart {...props} width={width} />}</div>
    </li>
  );
}
