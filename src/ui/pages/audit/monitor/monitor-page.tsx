import { useMemo, useRef } from 'react';
import { prometheusText } from '../../../../audit/metrics/prometheus.ts';
import { alarmsOf, type Thresholds } from '../../../../audit/monitor/alarms.ts';
import { SIGNALS, type Signal } from '../../../../audit/monitor/signals.ts';
import type { Window } from '../../../../audit/monitor/windows.ts';
import { otlpMetrics } from '../../../../audit/otlp/metrics.ts';
import { LAB_SCOPE, labResource } from '../../../../audit/otlp/resource.ts';
import { visible } from '../../../../experiment/visible.ts';
import { clockText, signalText } from '../../../../report/audit-monitor.ts';
import { EngineChoice } from '../../../areas/run/engine-choice.tsx';
import { Segments, SelectField } from '../../../kit/choices.tsx';
import { saveFile, saveJson } from '../../../kit/save-file.ts';
import fields from '../../../kit/styles/fields.module.css';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { Toolbar } from '../../../kit/toolbar.tsx';
import { useWidth } from '../../../kit/use-width.ts';
import type { PageProps } from '../../../state/page-address.ts';
import { LoadBar } from '../../load/load-bar.tsx';
import { useLoad } from '../../load/load-store.ts';
import { useBaked } from '../../load/use-baked.ts';
import { AlarmsPanel } from './alarms-panel.tsx';
import { CanariesPanel, CountsPanel } from './counts-panel.tsx';
import styles from './monitor.module.css';
import {
  setThreshold,
  setWindow,
  useMonitor,
  usualThresholds,
  WINDOWS,
  watchArm,
  watchSource,
} from './monitor-store.ts';
import { SignalChart } from './signal-chart.tsx';
import { ThresholdField } from './threshold-field.tsx';
import { type Monitored, useMonitored } from './use-monitored.ts';

/** `#audit/monitor`: what a run does, window by window, and what alarms at limits that the visitor sets. */
export function MonitorPage(_: PageProps) {
  useBaked();
  const { source, arm: picked, windowMs } = useMonitor((state) => state);
  const shown = useMonitored(source, windowMs);
  const arms = shown?.monitor.arms ?? [];
  const arm = arms.find((name) => name === picked) ?? arms[0];
  return (
    <div className={layout.panels} data-part="monitor">
      <div className={layout.pageHead}>
        <h2>Dashboard</h2>
        <p>
          What a run does as it goes: latencies, memory, refusals, inputs, and bits beside the same alone. Set
          limits and see what would have alarmed, when, and whether anything had changed.
        </p>
      </div>
      <section className={tables.panel} aria-label="What is watched">
        <div className={`${fields.editForm} ${styles.choices}`}>
          <Segments
            legend="Run"
            value={source}
            options={[
              { value: 'load', words: 'Load’s' },
              { value: 'lab', words: 'The lab’s' },
            ]}
            onChange={watchSource}
          />
          {arm !== undefined && arms.length > 1 && (
            <SelectField label="Arm" value={arm} options={arms} words={visible} onChange={watchArm} />
          )}
          <SelectField
            label="Window"
            value={String(windowMs)}
            options={WINDOWS.map(String)}
            words={(text) => clockText(Number(text))}
            onChange={(text) => setWindow(Number(text))}
          />
        </div>
        {source === 'load' && <EngineChoice />}
        {source === 'load' && <LoadBar />}
        <RunWords shown={shown} />
      </section>
      {shown && arm !== undefined ? (
        <Dashboard shown={shown} arm={arm} />
      ) : (
        <>
          <p className={tables.note}>
            {source === 'load'
              ? 'No run under load is on screen. Turn a crowd loose here or on the page Load: it goes on while you look at other pages.'
              : 'No run of the lab is on screen. Run an experiment in the lab, and come back while it runs or after.'}
          </p>
          <Limits />
        </>
      )}
    </div>
  );
}

function RunWords({ shown }: { readonly shown: Monitored | null }) {
  const source = useMonitor((state) => state.source);
  const baked = useLoad((state) => state.baked);
  if (!shown?.experiment) return null;
  return (
    <p className={tables.note}>
      <strong>{visible(shown.experiment.title)}</strong>
      {source === 'load' && baked !== null && `, computed earlier on ${baked}`}
      {source === 'lab' &&
        ': times are those of its steps, one after the other; requests are counted once the run is over, and its KV pool is not.'}
    </p>
  );
}

interface DashboardProps {
  readonly shown: Monitored;
  readonly arm: string;
}

function Dashboard({ shown, arm }: DashboardProps) {
  const thresholds = useMonitor((state) => state.thresholds);
  const { monitor, since } = shown;
  const windows = monitor.windowsOf(arm);
  // biome-ignore lint/correctness/useExhaustiveDependencies: windows grow in place, and what is shown is another object each time.
  const alarms = useMemo(() => alarmsOf(windows, thresholds), [shown, windows, thresholds]);
  const save = () => {
    const now = Date.now();
    saveJson(
      'batchmates-metrics.json',
      otlpMetrics(monitor.registry, labResource(), LAB_SCOPE, { since, now }),
    );
  };
  return (
    <>
      <AlarmsPanel alarms={alarms} />
      <Signals windows={windows} thresholds={thresholds} alarms={alarms} />
      <Limits />
      <CanariesPanel monitor={monitor} arm={arm} />
      <CountsPanel monitor={monitor} arm={arm} />
      <Toolbar label="Save the metrics">
        <button
          type="button"
          onClick={() =>
            saveFile('batchmates.prom', new Blob([prometheusText(monitor.registry)], { type: 'text/plain' }))
          }
        >
          Save as Prometheus text
        </button>
        <button type="button" onClick={save}>
          Save as OTLP/JSON
        </button>
      </Toolbar>
    </>
  );
}

interface SignalsProps {
  readonly windows: readonly Window[];
  readonly thresholds: Thresholds;
  readonly alarms: ReturnType<typeof alarmsOf>;
}

/** Those that the run says anything of. */
function Signals({ windows, thresholds, alarms }: SignalsProps) {
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

function Limits() {
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
