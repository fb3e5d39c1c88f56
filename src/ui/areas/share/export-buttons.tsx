import { useState } from 'react';
import type { Experiment } from '../../../experiment/schema.ts';
import dialog from '../../kit/styles/dialog.module.css';
import type { RunView } from '../../state/lab-state.ts';
import { type PageChart, pageCharts } from './chart-image.ts';
import { saveChart, saveCsv, saveExperiment, saveRecord, saveStreams } from './exports.ts';

interface ExportButtonsProps {
  readonly experiment: Experiment;
  readonly view: RunView;
}

/** The experiment and what is on screen, as files. */
export function ExportButtons({ experiment, view }: ExportButtonsProps) {
  const [charts] = useState(pageCharts);
  const [failed, setFailed] = useState<string | null>(null);
  const picture = (draw: () => Promise<void>) => {
    setFailed(null);
    draw().catch((error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
  };
  const ran = view.record !== null;
  return (
    <fieldset className={`${dialog.options} ${dialog.files}`}>
      <legend>Files</legend>
      <button type="button" onClick={() => saveExperiment(experiment)}>
        Experiment, JSON
      </button>
      <button type="button" disabled={!ran} onClick={() => saveRecord(view)}>
        Record, JSON
      </button>
      <button type="button" disabled={!ran} onClick={() => saveCsv(view)}>
        Tokens, CSV
      </button>
      <button type="button" disabled={!ran} onClick={() => picture(() => saveStreams(view))}>
        Streams, PNG
      </button>
      {charts.length > 0 && (
        <ChartPicker charts={charts} save={(chart) => picture(() => saveChart(view, chart))} />
      )}
      {failed && <p role="alert">The picture could not be made: {failed}</p>}
    </fieldset>
  );
}

interface ChartPickerProps {
  readonly charts: readonly PageChart[];
  readonly save: (chart: PageChart) => void;
}

function ChartPicker({ charts, save }: ChartPickerProps) {
  const [index, setIndex] = useState(0);
  return (
    <div className="row">
      <select aria-label="Chart" value={index} onChange={(event) => setIndex(Number(event.target.value))}>
        {charts.map(({ title }, at) => (
          // The list does not change while the dialog is open, and two charts may have one title.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <option key={at} value={at}>
            {title}
          </option>
        ))}
      </select>
      <button type="button" onClick={() => save(charts[index])}>
        Chart, PNG
      </button>
    </div>
  );
}
