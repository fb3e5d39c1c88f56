import type { CalibratingEvent } from '../../../lab/watch.ts';
import type { CertifyingNews, LoadingNews, MeasuringNews } from '../../../worker/news.ts';
import { megabytes } from '../../kit/format.ts';

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
      return `Finding from what error on a row reads the larger weights: ${news.done} of ${news.total} passes`;
    case 'uploading':
      return 'Putting the weights on the device';
  }
}
