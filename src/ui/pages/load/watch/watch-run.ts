import { timeText } from '../../../../charts/load-window.ts';
import { addressText } from '../../../../lab/served/server-address.ts';
import type { WatchNews } from '../../../../lab/served/watch-server.ts';
import { counted } from '../../../../results/text.ts';
import { labClient } from '../../../state/client.ts';
import { keepServer } from '../../../state/kept-servers.ts';
import { isUnderWay, task } from '../../../state/task.ts';
import { beginViews, loadStore } from '../load-store.ts';
import { NOTHING_HEARD, placeOf, type WatchStage, watchStore } from './watch-store.ts';
import { WatchedArm } from './watched-arm.ts';

/** A server has few; a stream that names more is not one of the lab. */
const MOST_ARMS = 16;

const LISTENING: WatchStage = { stage: 'listening' };

let address = '';
/** By name. */
let arms = new Map<string, WatchedArm>();
/** When the stream broke off, by this page's clock; null: it goes on. */
let lostSince: number | null = null;

const watching = task<WatchStage, string>(
  (work) => {
    watchStore.setState({ work });
    if (!isUnderWay(work)) stopListening();
  },
  () => void labClient.watch.stop(address),
);

/** Ends the watch; what was seen stays on screen. */
export const stopWatching = watching.cancel;

/** A run takes the screen: nothing more is heard. */
export function leaveWatch(): void {
  const { work } = watchStore.getState();
  if (!isUnderWay(work)) return;
  watching.drop();
  watchStore.setState({ work: { state: 'cancelled' } });
}

/** Listens to the server that is typed in, in the place of what is on screen. */
export async function startWatching(): Promise<void> {
  const place = placeOf(watchStore.getState());
  if (typeof place === 'string' || isUnderWay(loadStore.getState().work)) return;
  if (isUnderWay(watchStore.getState().work)) return;
  const { url, key } = place;
  address = addressText(url);
  keepServer('watch', url);
  [arms, lostSince] = [new Map(), null];
  let putBack: (() => void) | null = null;
  watchStore.setState(NOTHING_HEARD);
  await watching.start({ stage: 'asking', tries: 1 }, async ({ report, isCurrent }) => {
    const hear = (news: readonly WatchNews[]) => {
      if (!isCurrent()) return;
      // What was on screen stays until there is something in its place.
      if (!putBack && news.some(({ type }) => type === 'listening'))
        putBack = beginViews({ watched: url.origin });
      take(news, report);
    };
    return await labClient.watch.server({ address, key }, hear);
  });
}

/** News of a frame: views grow, and the store and React hear of all of them once. */
function take(news: readonly WatchNews[], report: (stage: WatchStage) => void): void {
  let { heard, unknown, broken, problem } = watchStore.getState();
  for (const each of news) {
    if (each.type === 'heard') {
      const wrong = takeEvent(each.event);
      heard += wrong === null ? 1 : 0;
      broken += wrong === null ? 0 : 1;
      problem ??= wrong;
    } else if (each.type === 'broken') {
      broken++;
      problem ??= each.problem;
    } else if (each.type === 'unknown') unknown++;
    else report(stageOf(each));
  }
  watchStore.setState({ heard, unknown, broken, problem });
  showViews();
}

/** @returns what is wrong with it; null: nothing. */
function takeEvent(event: Extract<WatchNews, { type: 'heard' }>['event']): string | null {
  const arm = arms.get(event.arm);
  if (arm) arm.take(event);
  else if (event.type !== 'began') return `${event.type}: arm: expected one that had begun`;
  else if (arms.size === MOST_ARMS) return `began: arm: expected at most ${counted(MOST_ARMS, 'arm')}`;
  else arms.set(event.arm, new WatchedArm(event));
  return null;
}

function stageOf(news: Extract<WatchNews, { type: 'asking' | 'listening' | 'lost' }>): WatchStage {
  if (news.type === 'asking') return { stage: 'asking', tries: news.tries };
  if (news.type === 'lost') {
    lostSince ??= performance.now();
    for (const arm of arms.values()) arm.lost();
    return { stage: 'lost', message: news.message, wait: news.wait };
  }
  if (lostSince !== null) {
    const silence = timeText(performance.now() - lostSince);
    for (const arm of arms.values())
      arm.note(
        `The stream broke off at ${timeText(arm.view.scene.end)} and was heard again ${silence} later: who came, went or was answered meanwhile is not drawn.`,
      );
  }
  lostSince = null;
  return LISTENING;
}

function showViews(): void {
  loadStore.setState((now) => {
    if (!now.watched) return now;
    const views = [...arms.values()].map(({ view }) => view);
    const anew = now.views.some((view, at) => views[at] !== view);
    const same = views.length === now.views.length && !anew;
    return {
      version: now.version + 1,
      ...(!same && { views }),
      // A view made anew begins elsewhere: what was looked at in the one before is at another place.
      ...(anew && { runs: now.runs + 1 }),
    };
  });
}

function stopListening(): void {
  for (const arm of arms.values()) arm.lost();
  const { watched, version } = loadStore.getState();
  if (watched?.listening)
    loadStore.setState({ watched: { ...watched, listening: false }, version: version + 1 });
}
