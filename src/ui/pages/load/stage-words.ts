import type { CertifyingNews, LoadingNews } from '../../../worker/news.ts';
import { megabytes } from '../../kit/format.ts';

/** What goes on before the first request arrives. */
export function stageWords(news: LoadingNews | CertifyingNews): string {
  switch (news.type) {
    case 'loading':
      return `Loading the model: ${megabytes(news.loaded)} MB`;
    case 'certifying':
      return `Testing invariance on this adapter: ${news.done} cases`;
    default:
      return 'Putting the weights on the device';
  }
}
