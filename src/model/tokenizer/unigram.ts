import { z } from 'zod';
import { ModelError, parseField, shown } from '../model-error.ts';
import { flag } from './component.ts';
import { byteTokens, MOST_ENTRIES, type VocabularyModel } from './vocabulary.ts';

const schema = z.looseObject(
  { unk_id: z.int('an index').min(0, 'an index').nullish(), byte_fallback: flag.nullish() },
  'an object',
);

/** By how much an unknown character scores below the worst entry, as in SentencePiece (`unigram_model.cc`). */
const UNKNOWN_PENALTY = 10;

/** How the best way to a place in a text gets there. */
interface Arrival {
  readonly score: number;
  readonly start: number;
  readonly id: number;
}

/**
 * Unigram, SentencePiece's other model: of all ways to cut a piece the one with the greatest sum of scores. Characters
 * that no entry holds become their bytes' tokens where `byte_fallback` says so, else one unknown token a run; where
 * there is none, `lacks` makes the error. Throws ModelError naming the field that is malformed.
 */
export function readUnigram(
  json: unknown,
  at: string,
  lacks: (character: string) => ModelError,
): VocabularyModel {
  const fields = parseField(schema, json, at);
  const { vocabulary, scores } = readScores(json, at);
  const unknown = fields.unk_id ?? null;
  if (unknown !== null && unknown >= scores.length) {
    throw new ModelError(at, `unk_id: expected an index below ${scores.length}, found ${unknown}`);
  }
  const prefixes = new PrefixSearch(vocabulary.keys());
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
  const fallback = fields.byte_fallback ? byteTokens(vocabulary) : null;

  const arrivalsOf = (piece: string): readonly (Arrival | undefined)[] => {
    const best: (Arrival | undefined)[] = [{ score: 0, start: 0, id: -1 }];
    const arrive = (end: number, arrival: Arrival): void => {
      const other = best[end];
      if (other === undefined || arrival.score > other.score) best[end] = arrival;
    };
    for (let start = 0; start < piece.length; ) {
      const letter = String.fromCodePoint(piece.codePointAt(start)!);
      const { score } = best[start]!;
      let alone = false;
      for (const entry of prefixes.of(piece, start)) {
        const id = vocabulary.get(entry)!;
        arrive(start + entry.length, { score: score + scores[id], start, id });
        alone ||= entry.length === letter.length;
      }
      if (!alone) {
        if (unknown === null) throw lacks(letter);
        arrive(start + letter.length, { score: score + unknownScore, start, id: unknown });
      }
      start += letter.length;
    }
    return best;
  };

  const tokenize = (piece: string): number[] => {
    const best = arrivalsOf(piece);
    const parts: { text: string; unknown: boolean }[] = [];
    for (let end = piece.length; end > 0; ) {
      const { start, id } = best[end]!;
      const last = parts.at(-1);
      const text = piece.slice(start, end);
      // A run of unknown characters is one part.
      if (id === unknown && last?.unknown) last.text = text + last.text;
      else parts.push({ text, unknown: id === unknown });
      end = start;
    }
    return parts.reverse().flatMap(({ text }) => {
      const id = vocabulary.get(text);
      return id === undefined ? (fallback?.(text) ?? [unknown!]) : [id];
    });
  };
  return { vocabulary, tokenize, notes: [] };
}

function readScores(json: unknown, at: string): { vocabulary: Map<string, number>; scores: number[] } {
  const list = (json as { vocab?: unknown }).vocab;
  if (!Array.isArray(list)) throw new ModelError(at, `vocab: expected an array, found ${shown(list)}`);
  if (list.length === 0 || list.length > MOST_ENTRIES) {
    throw new ModelError(at, `vocab: expected 1 to ${MOST_ENTRIES} entries, found ${list.length}`);
  }
  const vocabulary = new Map<string, number>();
  const scores = list.map((item: unknown, id) => {
    const [entry, score] = Array.isArray(item) ? item : [];
    if (typeof entry !== 'string' || typeof score !== 'number') {
      throw new ModelError(at, `vocab.${id}: expected an entry and its score, found ${shown(item)}`);
    }
    if (vocabulary.has(entry)) {
      throw new ModelError(at, `vocab.${id}: expected each entry once, found ${shown(entry)} again`);
    }
    vocabulary.set(entry, id);
    return score;
  });
  return { vocabulary, scores };
}

/** Finds the entries that a text goes on with, in a sorted list: a tree of them would take ten times the memory. */
class PrefixSearch {
  readonly #sorted: readonly string[];

  constructor(entries: Iterable<string>) {
    this.#sorted = [...entries].filter((entry) => entry !== '').sort();
  }

  /** Entries that the text has from `start` on, the shortest first. */
  *of(text: string, start: number): Iterable<string> {
    let from = 0;
    let to = this.#sorted.length;
    for (let depth = 0; start + depth < text.length; depth++) {
      const unit = text.charCodeAt(start + depth);
      from = this.#firstNotBelow(from, to, depth, unit);
      to = this.#firstNotBelow(from, to, depth, unit + 1);
      if (from === to) return;
      if (this.#sorted[from].length === depth + 1) yield this.#sorted[from];
    }
  }

  /** Between `from` and `to`, where entries agree before `depth`, the first whose unit there is not below `unit`. */
  #firstNotBelow(from: number, to: number, depth: number, unit: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#sorted[middle];
      if (entry.length <= depth || entry.charCodeAt(depth) < unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
