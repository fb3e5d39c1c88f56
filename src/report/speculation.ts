import type { SpeculationRecord } from '../results/speculation.ts';
import { lengthWords } from '../results/speculation-words.ts';
import { counted, grouped } from '../results/text.ts';

/** What an arm's drafts came to: `drafts by ngram, up to 4: 120 drafted, 64 stand (2.1 of each time; 0: 5, 1: 9, ...), 30 steps`. */
export function speculationLine(speculation: SpeculationRecord): string {
  const { draft, k, accept, drafted, accepted, steps, lengths, meanLength } = speculation;
  const how = `drafts by ${draft}, ${lengthWords(k)}, ${accept}`;
  if (meanLength === null) return `${how}: nothing was drafted`;
  const times = lengths.map((count, length) => `${length}: ${grouped(count)}`).join(', ');
  const own =
    speculation.draftSteps > 0 ? `, ${counted(speculation.draftSteps, 'step')} of the draft model` : '';
  return `${how}: ${grouped(accepted)} of ${grouped(drafted)} drafted tokens stand in ${counted(steps, 'step')}${own}; ${meanLength.toFixed(2)} each time (${times})`;
}
