import type { Experiment } from '../../experiment/schema.ts';
import { placeWords } from '../shell/engine-words.ts';
import type { RunView } from '../store/lab-state.ts';
import { chartPng, type PageChart } from './chart-image.ts';
import { tokensCsv } from './csv.ts';
import { fileStem, saveFile, saveJson } from './save-file.ts';
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
  const caption = `Batchmates, ${record.model.name} on ${placeWords(record.engine, record.adapter)}`;
  saveFile(`${stemOf(view)}-streams.png`, await streamsPng(view, caption));
}

export async function saveChart(view: RunView, chart: PageChart): Promise<void> {
  saveFile(`${stemOf(view)}-${fileStem(chart.title)}.png`, await chartPng(chart));
}

function stemOf({ experiment }: RunView): string {
  return fileStem(experiment?.title ?? '');
}
