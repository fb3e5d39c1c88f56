import { durationWords } from '../../../results/amounts.ts';
import { counted } from '../../../results/text.ts';
import { millisecondsLeft, type QueueStatus } from '../../../studies/sweep/queue/status.ts';
import { note, showInPlace, showsInPlace } from '../../terminal.ts';

/** Shows a queued study on standard error: in place on a terminal, else a line every tenth and whenever somebody comes or goes. */
export function showQueue(): (status: QueueStatus) => void {
  const onTerminal = showsInPlace();
  let shown = '';
  return (status) => {
    const line = statusLine(status);
    const tenth = Math.floor((10 * status.done) / status.jobs);
    const key = `${status.state} ${tenth} ${status.workers.length}`;
    if (onTerminal) showInPlace(line, { last: status.state === 'merged' });
    else if (key !== shown) note(line);
    shown = key;
  };
}

/** `123/240 jobs, 3.2 a second, 12 s left, 2 workers: one:17 (40, at 1), two:4 (83)` */
function statusLine(status: QueueStatus): string {
  const { jobs, done, failed, perSecond, workers, state } = status;
  const left = millisecondsLeft(status);
  const each = workers.map(
    ({ worker, done: ended, doing }) =>
      `${worker.replace(/:[0-9a-f]{8}$/, '')} (${ended}${doing > 0 ? `, at ${doing}` : ''})`,
  );
  return [
    `${done}/${jobs} jobs${state === 'rerunning' ? ', some run again' : ''}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(perSecond === null ? [] : [`${perSecond.toFixed(1)} a second`]),
    ...(left === null || done === jobs ? [] : [`${durationWords(left)} left`]),
    workers.length === 0 ? 'no worker' : `${counted(workers.length, 'worker')}: ${each.join(', ')}`,
  ].join(', ');
}
