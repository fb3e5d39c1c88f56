import type { Report, RunNews } from './protocol.ts';

/** Longest wait for a frame: a page that is not visible draws none, and a run must go on there. */
const FRAME_MS = 200;

export type OnNews = (news: readonly RunNews[]) => void;

/** Takes the next batch of news only once the last one could be drawn. */
export function frameByFrame(onNews: OnNews): Report {
  return async (news) => {
    onNews(news);
    await nextFrame();
  };
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FRAME_MS);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
