import type { Transcript, TranscriptSequence } from './transcripts.ts';

export interface SequencePair {
  readonly a: TranscriptSequence;
  readonly b: TranscriptSequence;
}

/** Which sequences of two transcripts belong together. */
export interface Alignment {
  /**
   * `id`: by the ids that both runs gave. `prompt`: by what was asked, several answers to one prompt in their order. `order`: the first
   * with the first, since neither tells what it answers.
   */
  readonly by: 'id' | 'prompt' | 'order';
  readonly pairs: readonly SequencePair[];
  /** Without a partner. */
  readonly onlyA: readonly TranscriptSequence[];
  readonly onlyB: readonly TranscriptSequence[];
}

/** Pairs two transcripts' sequences by id, else by prompt, else by order: the first way by which any two belong together. */
export function alignTranscripts(a: Transcript, b: Transcript): Alignment {
  const byId = pairUp(a, b, ({ named, id }) => (named ? id : null));
  if (byId.pairs.length > 0) return { by: 'id', ...byId };
  const byPrompt = pairUp(a, b, ({ prompt }) => prompt);
  if (byPrompt.pairs.length > 0) return { by: 'prompt', ...byPrompt };
  return { by: 'order', ...pairUp(a, b, (_, index) => String(index)) };
}

type KeyOf = (sequence: TranscriptSequence, index: number) => string | null;

function pairUp(a: Transcript, b: Transcript, keyOf: KeyOf): Omit<Alignment, 'by'> {
  const waiting = new Map<string, TranscriptSequence[]>();
  for (const [index, sequence] of b.sequences.entries()) {
    const key = keyOf(sequence, index);
    if (key === null) continue;
    const queue = waiting.get(key);
    if (queue) queue.push(sequence);
    else waiting.set(key, [sequence]);
  }
  for (const queue of waiting.values()) queue.reverse();
  const pairs: SequencePair[] = [];
  const onlyA: TranscriptSequence[] = [];
  const taken = new Set<TranscriptSequence>();
  for (const [index, sequence] of a.sequences.entries()) {
    const key = keyOf(sequence, index);
    const partner = key === null ? undefined : waiting.get(key)?.pop();
    if (partner) {
      pairs.push({ a: sequence, b: partner });
      taken.add(partner);
    } else onlyA.push(sequence);
  }
  return { pairs, onlyA, onlyB: b.sequences.filter((sequence) => !taken.has(sequence)) };
}
