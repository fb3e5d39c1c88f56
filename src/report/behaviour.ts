import type { MeanInterval } from '../numerics/mean-interval.ts';
import type { BehaviourMeans } from '../results/behaviour.ts';

/** `62.1 tokens [60.2, 64.0], 3.1 % said before [2.2, 4.0], longest repeat 5.2 tokens [...], 4.1 worked steps [...]`: means with 95 % intervals. */
export function behaviourLine({ length, repeated, longestRepeat, steps }: BehaviourMeans): string {
  return [
    measured(length, 'tokens'),
    measured(repeated, '% said before', 100),
    measured(longestRepeat, 'tokens in the longest repeat'),
    measured(steps, 'worked steps'),
  ].join(', ');
}

function measured({ mean, low, high }: MeanInterval, words: string, times = 1): string {
  const text = (value: number) => (Number.isFinite(value) ? (times * value).toFixed(1) : '?');
  return `${text(mean)} ${words} [${text(low)}, ${text(high)}]`;
}
