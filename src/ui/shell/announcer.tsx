import { visible } from '../../experiment/visible.ts';
import { traceKey } from '../../results/record.ts';
import { type LabState, shownExperiment } from '../state/lab-state.ts';
import { useLab } from '../state/lab-store.ts';
import { forkSoFar, pairsOf } from '../state/pairs.ts';
import { isUnderWay } from '../state/task.ts';

/** Says to screen readers only that a run began, diverged or ended: a text that grew by tokens would be read without end. */
export function Announcer() {
  const words = useLab(announcement);
  return (
    <p className="unseen" role="status">
      {words}
    </p>
  );
}

/** Forks that are named: a list of hundreds would be read to its end. */
const MOST_NAMED = 3;

function announcement(state: LabState): string {
  const { status, view } = state;
  if (status.state === 'cancelled') return 'Run cancelled.';
  if (!isUnderWay(status) && status.state !== 'done') return '';
  const forks = pairsOf(shownExperiment(state)).flatMap(({ a, b, probe }) => {
    const [ofA, ofB] = [a, b].map(({ name }) => view.streams[traceKey(name, probe.id)] ?? []);
    const fork = forkSoFar(ofA, ofB);
    return fork === null ? [] : [`${visible(a.name)} and ${visible(b.name)} diverged at token ${fork}.`];
  });
  const others = forks.length - MOST_NAMED;
  const more = others > 0 ? [`${others} more ${others === 1 ? 'pair' : 'pairs'} diverged.`] : [];
  return [
    ...forks.slice(0, MOST_NAMED),
    ...more,
    status.state === 'done' ? 'Run finished.' : 'Running.',
  ].join(' ');
}
