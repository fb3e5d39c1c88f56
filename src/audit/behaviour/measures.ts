import { behaviourOf } from '../../results/behaviour.ts';
import type { ToolCall, TranscriptAnswer } from './answer.ts';
import { type Loop, longestLoop } from './loop.ts';
import { readsAsRefusal } from './refusal.ts';

/** In the order of every report. */
export const MEASURES = [
  'length',
  'repeated',
  'longestRepeat',
  'looped',
  'repeatedCalls',
  'steps',
  'refused',
  'cut',
] as const;

export type MeasureId = (typeof MEASURES)[number];

/** Yes or no of each answer: reported as a share. The others are means. */
const SHARES: ReadonlySet<MeasureId> = new Set(['looped', 'refused', 'cut']);

export function isShare(id: MeasureId): boolean {
  return SHARES.has(id);
}

export interface MeasuredAnswer {
  /** Numbers, 0 or 1 of shares; NaN where nothing tells. */
  readonly values: Readonly<Record<MeasureId, number>>;
  readonly loop: Loop | null;
  /** Its calls that had been made before, most often first. */
  readonly again: readonly RepeatedCall[];
}

export interface RepeatedCall {
  readonly call: ToolCall;
  readonly times: number;
}

/** @param units what lengths are counted in, as numbers that are equal where units are. */
export function measureAnswer(answer: TranscriptAnswer, units: readonly number[]): MeasuredAnswer {
  const { text, calls, refused, cut } = answer;
  const { length, repeated, longestRepeat, steps } = behaviourOf({ tokens: units, text });
  const loop = longestLoop(units);
  const again = repeatedCalls(calls);
  return {
    values: {
      ...{ length, repeated, longestRepeat, steps },
      looped: Number(loop !== null),
      repeatedCalls: again.reduce((sum, { times }) => sum + times - 1, 0),
      refused: Number(refused === true || readsAsRefusal(text)),
      cut: cut === null ? Number.NaN : Number(cut),
    },
    loop,
    again,
  };
}

/** A call of the same tool with the same arguments, anywhere in the conversation: a file that is read again. */
export function repeatedCalls(calls: readonly ToolCall[]): RepeatedCall[] {
  const times = new Map<string, RepeatedCall>();
  for (const call of calls) {
    const key = JSON.stringify([call.name, call.arguments]);
    times.set(key, { call, times: (times.get(key)?.times ?? 0) + 1 });
  }
  return [...times.values()].filter((each) => each.times > 1).sort((a, b) => b.times - a.times);
}
