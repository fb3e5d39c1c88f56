/** The one host that this page ever hands a trace to, and only when told to. */
export const PERFETTO = 'https://ui.perfetto.dev';

const EVERY_MS = 50;
const MOST_PINGS = 1200;

export interface PerfettoTrace {
  readonly buffer: ArrayBuffer;
  readonly title: string;
  readonly fileName: string;
}

/**
 * Opens Perfetto's page in a new tab and hands it a trace by the protocol that it documents ("Deep linking to the Perfetto UI"): PING until it answers
 * PONG, then the bytes, which stay in this browser. `blocked`: no tab was opened; `silent`: it never answered, or was closed.
 */
export async function openInPerfetto(trace: PerfettoTrace): Promise<'handed over' | 'blocked' | 'silent'> {
  // It has to answer this page, so it keeps its opener.
  const tab = window.open(PERFETTO);
  if (!tab) return 'blocked';
  if (!(await answers(tab))) return 'silent';
  tab.postMessage({ perfetto: trace }, PERFETTO);
  return 'handed over';
}

function answers(tab: Window): Promise<boolean> {
  return new Promise((resolve) => {
    let pings = 0;
    const hear = ({ source, origin, data }: MessageEvent) => {
      if (source === tab && origin === PERFETTO && data === 'PONG') done(true);
    };
    const timer = setInterval(() => {
      if (tab.closed || pings++ >= MOST_PINGS) done(false);
      else tab.postMessage('PING', PERFETTO);
    }, EVERY_MS);
    const done = (answered: boolean) => {
      clearInterval(timer);
      window.removeEventListener('message', hear);
      resolve(answered);
    };
    window.addEventListener('message', hear);
  });
}
