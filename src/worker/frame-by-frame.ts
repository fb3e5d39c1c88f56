import type { Listener } from './event-stream.ts';

/** Longest wait for a frame: a page that is not visible draws none, and a run must go on there. */
const FRAME_MS = 200;

/** Takes the next batch of events only once the last one could be drawn. */
export function frameByFrame<Event>(listener: Listener<Event>): Listener<Event> {
  return async (events) => {
    await listener(events);
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
