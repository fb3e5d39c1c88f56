import { useMemo } from 'react';
import { prometheusText } from '../../../../audit/metrics/prometheus.ts';
import { alarmsOf } from '../../../../audit/monitor/alarms.ts';
import { otlpMetrics } from '../../../../audit/otlp/metrics.ts';
import { LAB_SCOPE, labResource } from '../../../../audit/otlp/resource.ts';
import { visible } from '../../../../experiment/visible.ts';
import { clockText } from '../../../../report/audit-monitor.ts';
import { EngineChoice } from '../../../areas/run/engine-choice.tsx';
import { Segments, SelectField } from '../../../kit/choices.tsx';
import { saveFile, saveJson } from '../../../kit/save-file.ts';
import fields from '../../../kit/styles/fields.module.css';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { Toolbar } from '../../../kit/toolbar.tsx';
import type { PageProps } from '../../../state/page-address.ts';
import { LoadBar } from '../../load/load-bar.tsx';
import { useLoad } from '../../load/load-store.ts';
import { useBaked } from '../../load/use-baked.ts';
import { AlarmsPanel } from './alarms-panel.tsx';
import { CanariesPanel, CountsPanel } from './counts-panel.tsx';
import { LimitsPanel } from './limits-panel.tsx';
import styles from './monitor.module.css';
import { setWindow, useMonitor, WINDOWS, watchArm, watchSource } from './monitor-store.ts';
import { SignalsPanel } from './signals-panel.tsx';
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
          <LimitsPanel />
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
      <SignalsPanel windows={windows} thresholds={thresholds} alarms={alarms} />
      <LimitsPanel />
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
