/** One answer, or all that a model said and called in one conversation. */
export interface TranscriptAnswer {
  /** What the same question is called in another window; null: nothing tells. */
  readonly id: string | null;
  readonly text: string;
  /** Token ids; null where the transcript holds none. */
  readonly tokens: readonly number[] | null;
  readonly calls: readonly ToolCall[];
  /** Whether the server says that it was refused; null: it does not say. */
  readonly refused: boolean | null;
  /** Whether it ended at the most tokens that it may have; null: nothing tells. */
  readonly cut: boolean | null;
}

export interface ToolCall {
  readonly name: string;
  /** As canonical JSON, so that two that ask the same are the same text. */
  readonly arguments: string;
}

export const UNITS = ['token', 'word'] as const;
/** What lengths are counted in. */
export type BehaviourUnit = (typeof UNITS)[number];

/** Scripts that part no words by spaces, whose signs count one by one. */
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;

/** A text's words as numbers, equal words as equal ones. */
export function wordIds(text: string): number[] {
  const ids = new Map<string, number>();
  return Array.from(text.match(WORDS) ?? [], (word) => {
    const known = ids.get(word);
    if (known !== undefined) return known;
    ids.set(word, ids.size);
    return ids.size - 1;
  });
}

/** Where each word begins and ends. */
export function wordPlaces(text: string): { readonly from: number; readonly to: number }[] {
  return Array.from(text.matchAll(WORDS), ({ 0: word, index }) => ({ from: index, to: index + word.length }));
}

/** What an answer's lengths are counted in. Null where tokens are wanted and it has none. */
export function unitsOf({ tokens, text }: TranscriptAnswer, unit: BehaviourUnit): readonly number[] | null {
  return unit === 'token' ? tokens : wordIds(text);
}
