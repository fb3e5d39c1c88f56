/**
 * Merges that do what SentencePiece's BPE does by scores: of all neighbours whose join is a piece, the one with the greatest score is joined first.
 * In the order of the Hugging Face converter: by score, then by the ids of the two parts. `joins`: pieces that texts are merged to and of.
 */
export function mergesOfScores(
  tokens: readonly string[],
  scores: ArrayLike<number>,
  joins: (id: number) => boolean,
): [string, string][] {
  const ids = new Map<string, number>();
  tokens.forEach((token, id) => {
    if (joins(id)) ids.set(token, id);
  });
  const merges: { readonly score: number; readonly left: number; readonly right: number }[] = [];
  for (const [token, id] of ids) {
    for (let cut = 1; cut < token.length; cut++) {
      const left = ids.get(token.slice(0, cut));
      const right = ids.get(token.slice(cut));
      if (left !== undefined && right !== undefined) merges.push({ score: scores[id], left, right });
    }
  }
  merges.sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right);
  return merges.map(({ left, right }) => [tokens[left], tokens[right]]);
}

/** What tokenizer.json has around such a vocabulary: U+2581 is a space and, with `prefix`, one goes in front of a text. */
export function pieceParts(prefix: boolean): object {
  const replace = (from: string, to: string) => ({ type: 'Replace', pattern: { String: from }, content: to });
  const normalizers = [...(prefix ? [{ type: 'Prepend', prepend: '▁' }] : []), replace(' ', '▁')];
  const strip = { type: 'Strip', content: ' ', start: 1, stop: 0 };
  const decoders = [
    replace('▁', ' '),
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...(prefix ? [strip] : []),
  ];
  return { normalizer: { type: 'Sequence', normalizers }, decoder: { type: 'Sequence', decoders } };
}
