import type { LoadEvent } from '../lab/load/load-events.ts';
import type { LabEvent } from '../lab/watch.ts';
import type { OnBytes } from '../model/model-files.ts';
import type { DownloadProgress } from '../model/sources/progress.ts';
import { downloadWords } from '../report/download.ts';
import { runCountWords } from '../report/progress.ts';
import { durationWords } from '../results/amounts.ts';
import type { SearchProgress } from '../studies/search/search.ts';
import type { SweepProgress } from '../studies/sweep/run-sweep.ts';
import type { TaskProgress } from '../studies/tasks/run-tasks.ts';
import { clearProgress, note, showInPlace, showsInPlace } from './terminal.ts';

/** Less is read and hashed, or put on a device, in a second or two. */
const LONG_BYTES = 1 << 28;
/** Less comes in a second or two. */
const LONG_DOWNLOAD = 1 << 24;

/** Shows a run's progress on standard error: in place on a terminal, else a line every tenth. */
export function showProgress(): (event: LabEvent) => void {
  const onTerminal = showsInPlace();
  let shown = -1;
  const weights = showWeights();
  const calibrated = showCalibration();
  return (event) => {
    switch (event.type) {
      case 'paused':
        return;
      case 'uploading':
        weights(event.done, event.total);
        return;
      case 'calibrating':
        calibrated(event.done, event.total);
        return;
      case 'opening':
        if (onTerminal) showInPlace(`preparing ${event.arm} (${event.index + 1}/${event.arms})`);
        return;
      case 'comparing':
        if (!onTerminal) return;
        if (event.done + 1 === event.total) clearProgress();
        else showInPlace(`comparing ${event.done + 1}/${event.total}`);
        return;
      case 'step': {
        const { generated, total, arm } = event;
        const tenth = Math.floor((10 * generated) / total);
        if (onTerminal) showInPlace(`${generated}/${total} tokens  ${arm}`, { last: generated === total });
        else if (tenth > shown) note(`${generated}/${total} tokens`);
        shown = tenth;
      }
    }
  };
}

/** Shows how far a replay up to one token is, in place on a terminal. */
export function showReplay(): (done: number, total: number) => void {
  const onTerminal = showsInPlace();
  return (done, total) => {
    if (onTerminal) showInPlace(`running again ${done}/${total}`, { last: done === total });
  };
}

/** Shows how many prompts a measurement has gone through, in place on a terminal. */
export function showPrompts(): (done: number, total: number) => void {
  const onTerminal = showsInPlace();
  return (done, total) => {
    if (onTerminal) showInPlace(`${done}/${total} prompts`, { last: done === total });
  };
}

/** Shows how many requests of a measurement have been served: in place on a terminal, else a line every tenth. */
export function showRequests(): (done: number, total: number) => void {
  const onTerminal = showsInPlace();
  let shown = -1;
  return (done, total) => {
    const tenth = Math.floor((10 * done) / total);
    if (onTerminal) showInPlace(`${done}/${total} requests`, { last: done === total });
    else if (tenth > shown) note(`${done}/${total} requests`);
    shown = tenth;
  };
}

/** Rows of a study that are done, how many there are, and the one under way. */
interface RowProgress {
  readonly done: number;
  readonly total: number;
  readonly name: string;
}

/** Shows the row of a study that is measured, in place on a terminal, else a line each. */
export function showRows(): (progress: RowProgress) => void {
  const onTerminal = showsInPlace();
  return ({ done, total, name }) => {
    const words = `${done + 1}/${total} ${name}`;
    if (onTerminal) showInPlace(words, { last: false });
    else note(words);
  };
}

/** Shows how much of long work is done and what is under way: in place on a terminal, else a line for each thing that is begun. */
export function showParts(): (progress: { done: number; total: number; doing: string }) => void {
  const onTerminal = showsInPlace();
  let shown = '';
  return ({ done, total, doing }) => {
    if (onTerminal) showInPlace(`${Math.floor((100 * done) / total)} %  ${doing}`);
    else if (doing !== shown) note(doing);
    shown = doing;
  };
}

/** Shows weights that are made ready, as `showBytes`. */
export function showWeights(): (done: number, total: number) => void {
  return showBytes('preparing the weights');
}

/** Shows what takes seconds on standard error: in place on a terminal, else a line every tenth. */
export function showBytes(doing: string): OnBytes {
  let shown = 0;
  return (bytes, total) => {
    if (total === null || total < LONG_BYTES) return;
    const percent = Math.floor((100 * bytes) / total);
    const line = `${doing}: ${percent} %`;
    if (showsInPlace()) {
      if (bytes === total) clearProgress();
      else showInPlace(line);
    } else if (Math.floor(percent / 10) !== shown) note(line);
    shown = bytes === total ? 0 : Math.floor(percent / 10);
  };
}

/** Shows how far a download is on standard error: in place on a terminal, else a line every tenth. */
export function showDownload(): (progress: DownloadProgress) => void {
  const onTerminal = showsInPlace();
  let shown = 0;
  return (progress) => {
    const { loaded, total, reason } = progress;
    const line = downloadWords(progress);
    const tenth = total ? Math.floor((10 * loaded) / total) : 0;
    if (reason !== undefined) note(line);
    else if (onTerminal) showInPlace(line, { last: loaded === total });
    else if (tenth > shown && (total ?? 0) >= LONG_DOWNLOAD) note(line);
    shown = tenth;
  };
}

/** Shows how far the tasks are on standard error: in place on a terminal, else a line every tenth. */
export function showTasks(): (progress: TaskProgress) => void {
  const onTerminal = showsInPlace();
  let shown = '';
  return ({ arm, ended, total }) => {
    const tenth = `${arm} ${Math.floor((10 * ended) / total)}`;
    const line = `${arm}: ${ended}/${total} tasks`;
    if (onTerminal) showInPlace(line, { last: ended === total });
    else if (tenth !== shown) note(line);
    shown = tenth;
  };
}

/** Shows how far the jobs of a study are, and how long they will take: in place on a terminal, else a line every tenth. */
export function showJobs(doing = 'jobs'): (progress: SweepProgress) => void {
  const onTerminal = showsInPlace();
  let shown = -1;
  return ({ done, of, millisecondsLeft }) => {
    const left = millisecondsLeft ? `, ${durationWords(millisecondsLeft)} left` : '';
    const line = `${done}/${of} ${doing}${left}`;
    const tenth = Math.floor((10 * done) / of);
    if (onTerminal) showInPlace(line, { last: done === of });
    else if (tenth > shown) note(line);
    shown = tenth;
  };
}

/** Shows each run of a search on standard error as it begins. */
export function showRuns(): (progress: SearchProgress<unknown>) => void {
  const onTerminal = showsInPlace();
  return (progress) => {
    const line = `${runCountWords(progress)}: ${progress.doing}`;
    if (onTerminal) showInPlace(line);
    else note(line);
  };
}

/** Shows how far a calibration of two widths is, in place on a terminal; elsewhere that it began. */
function showCalibration(): (done: number, total: number) => void {
  const onTerminal = showsInPlace();
  return (done, total) => {
    if (onTerminal) showInPlace(`calibrating two widths ${done}/${total}`, { last: done === total });
    else if (done === 1) note('calibrating two widths');
  };
}

/** Shows a run under load on standard error, in place on a terminal: the clock, who waits and who has ended. Else a line every tenth. */
export function showLoad(): {
  onEvent: (event: LoadEvent) => void;
  onMeasured: (done: number, total: number) => void;
  onCalibrated: (done: number, total: number) => void;
} {
  const onTerminal = showsInPlace();
  let [arrived, ended, expected, shown] = [0, 0, 0, 0];
  return {
    onCalibrated: showCalibration(),
    onMeasured(done, total) {
      if (onTerminal) showInPlace(`measuring what steps cost ${done}/${total}`, { last: done === total });
    },
    onEvent(event) {
      if (event.type === 'began') [arrived, ended, expected, shown] = [0, 0, event.expected ?? 0, 0];
      if (event.type === 'arrived') arrived++;
      if (event.type === 'device-replaced') note(`${event.arm}: ${event.message}; another device goes on`);
      if (event.type !== 'ended' && event.type !== 'arm-ended') return;
      if (event.type === 'ended') ended++;
      const words = `${event.arm}  ${(event.at / 1000).toFixed(1)} s  ${ended} of ${expected || arrived} ended`;
      const tenth = expected > 0 ? Math.floor((10 * ended) / expected) : shown;
      if (onTerminal) showInPlace(words, { last: event.type === 'arm-ended' });
      else if (tenth > shown) note(words);
      shown = tenth;
    },
  };
}
