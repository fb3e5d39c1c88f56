import { TRACKED_FAULTS } from '../../studies/tracker/faults.ts';
import type { Command } from '../command.ts';

export const tracker: Command = {
  summary: 'simulate a daily tracker that looks for a known fault, or judge a tracker’s own numbers',
  help: `Usage: lab tracker [options]
       lab tracker --own baseline:58,runs:1000,n:655,passed:353,looks:30

Simulates days on which a model is asked N tasks, with a fault switched on at a known day, and has several detectors watch the same days:
days to detect, false alarms a month. Answers are those that nano gave under the fault (public/studies/tracker.json), drawn anew for each day.

  --fault FAULT        ${TRACKED_FAULTS.map(({ id }) => id).join(', ')} (default effort)
  --answers HOW        sampled (default) or greedy, which under invariant kernels are the same every day
  --rates A-B          instead of a fault's answers: pass rates before and under it, in percent, as in 57-45
  --per-day N          tasks a day (default 50)
  --days N             (default 60)
  --from DAY           the first day of the fault (default: that after half of them)
  --tasks HOW          fresh (default): a new sample each day; same: the same ones, which a paired test can use
  --baseline B         known, or of how many runs it is estimated (default 1000)
  --seed N             (default 1)
  --courses N          simulated courses (default 2000)
  --power              also by tasks a day: the chance that the fault is seen in a day and in a week
  --own NUMBERS        judge a tracker's numbers instead: name:value between commas: baseline (percent, or two as in 56-58), n, observed
                       (percent) or passed; runs behind the baseline (left out: it is known exactly), looks (default 1)
  --json FILE          also write the outcome; - for standard output, instead of the table`,

  /** What it computes with is loaded once it is asked for. */
  async perform(args, signal) {
    const { trackerCommand } = await import('../tracker/tracker-command.ts');
    return await trackerCommand(args, signal);
  },
};
