import type { Experiment } from '../../../experiment/schema.ts';
import { fileStem, saveFile, saveJson } from '../../kit/save-file.ts';
import type { RunView } from '../../state/lab-state.ts';
import { captionOf, NO_CAPTION } from './caption.ts';
import { chartPng, type PageChart } from './chart-image.ts';
import { tokensCsv } from './csv.ts';
import { streamsPng } from './streams-image.ts';

export function saveExperiment(experiment: Experiment): void {
  saveJson(`${fileStem(experiment.title)}.json`, experiment);
}

export function saveRecord({ record }: RunView): void {
  if (record) saveJson(`${fileStem(record.experiment.title)}-run.json`, record);
}

export function saveCsv(view: RunView): void {
  const blob = new Blob([tokensCsv(view)], { type: 'text/csv' });
  saveFile(`${stemOf(view)}-tokens.csv`, blob);
}

export async function saveStreams(view: RunView): Promise<void> {
  const { record } = view;
  if (!record) return;
  saveFile(`${stemOf(view)}-streams.png`, await streamsPng(view, captionOf(record)));
}

export async function saveChart(view: RunView, chart: PageChart): Promise<void> {
  saveFile(
    `${stemOf(view)}-${fileStem(chart.title)}.png`,
    await chartPng(chart, view.record ? captionOf(view.record) : NO_CAPTION),
  );
}

function stemOf({ experiment }: RunView): string {
  return fileStem(experiment?.title ?? '');
}
