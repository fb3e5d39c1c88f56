import { DEFAULT_SERVING } from '../../../../../steps/serving.ts';
import { type Comer, firstTokenAfter, type ServedCrowd, serveCrowd } from '../load-parts/serve-crowd.ts';
import { COST } from './waiting-experiments.ts';

export interface QueueSetting {
  /** Requests that came just before you. */
  readonly before: number;
  /** Requests that the batch has room for. */
  readonly places: number;
}

const LENGTHS = { promptTokens: 24, answerTokens: 24 };

/** They come a millisecond apart, you last; blocks never run out. */
export function queueRun({ before, places }: QueueSetting): ServedCrowd {
  const crowd = Array.from({ length: before }, (_, at): Comer => {
    return { id: `crowd-${at}`, role: 'noise', tier: 0, ...LENGTHS, ms: at };
  });
  const you: Comer = { id: 'you', role: 'probe', tier: 0, ...LENGTHS, ms: before };
  const limits = { maxSequences: places, maxTokensPerStep: 256, blocks: 256 };
  return serveCrowd([...crowd, you], { limits, serving: DEFAULT_SERVING, cost: COST });
}

/** What your wait came to. */
export interface Wait {
  /** Milliseconds to your first token. */
  readonly first: number;
  /** Steps that ran while you waited, and steps with a row of yours. */
  readonly before: number;
  readonly yours: number;
}

export function waitOf(run: ServedCrowd): Wait {
  const { steps } = run.scene;
  const arrived = run.scene.laneOf('you')!.arrived;
  const mine = steps.filter(({ slices }) => slices.some(({ request }) => request === 'you'));
  return {
    first: firstTokenAfter(run, 'you'),
    before: steps.filter(({ at, milliseconds }) => at + milliseconds > arrived && at < mine[0].at).length,
    yours: mine.length,
  };
}
