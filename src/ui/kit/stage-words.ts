import type { CalibratingEvent } from '../../lab/watch.ts';
import { grouped } from '../../results/text.ts';
import type { CertifyingNews, LoadingNews, MeasuringNews } from '../../worker/news.ts';
import { megabytes } from './format.ts';

/** How far the thresholds of two widths are. */
export function calibratingWords({ done, total }: Pick<CalibratingEvent, 'done' | 'total'>): string {
  return `Finding from what error on a row reads the larger weights: ${grouped(done)} of ${grouped(total)} passes`;
}

/** What goes on before the first request arrives. */
export function stageWords(news: LoadingNews | CertifyingNews | MeasuringNews | CalibratingEvent): string {
  switch (news.type) {
    case 'loading':
      return `Loading the model: ${megabytes(news.loaded)} MB`;
    case 'certifying':
      return `Testing invariance on this adapter: ${news.done} cases`;
    case 'measuring':
      return `Measuring what a step costs here, for the virtual clock: ${news.done} of ${news.total} sizes`;
    case 'calibrating':
      return calibratingWords(news);
    case 'uploading':
      return 'Putting the weights on the device';
  }
}
