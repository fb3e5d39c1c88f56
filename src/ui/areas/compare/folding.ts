/** A run of tokens that is shown, or one that is folded away. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly hidden: boolean;
}

/** Equal tokens left around a difference, so that it can be read. */
const CONTEXT = 2;

/** Cuts a stream of `length` tokens into what is shown and what is folded. `only`: indices that differ; null shows all. */
export function foldStream(length: number, only: readonly number[] | null): Fold[] {
  if (length === 0) return [];
  if (!only) return [{ from: 0, to: length, hidden: false }];
  const near = new Set(
    only.flatMap((at) => Array.from({ length: 2 * CONTEXT + 1 }, (_, i) => at + i - CONTEXT)),
  );
  const folds: { from: number; to: number; hidden: boolean }[] = [];
  for (let index = 0; index < length; index++) {
    const hidden = !near.has(index);
    const last = folds.at(-1);
    if (last?.hidden === hidden) last.to = index + 1;
    else folds.push({ from: index, to: index + 1, hidden });
  }
  return folds;
}
