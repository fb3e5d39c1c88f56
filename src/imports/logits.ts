import { argmax } from '../numerics/highest.ts';
import type { Gathered } from './gathered.ts';
import { ImportError } from './import-error.ts';
import { MOST_LOGITS, MOST_POSITIONS } from './limits.ts';

export interface LogitArray {
  /** `(vocabulary)`, `(positions, vocabulary)` or `(sequences, positions, vocabulary)`. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** Adds an array's rows as sequences. Throws ImportError naming `where` for a shape that logits have not. */
export function addLogits(
  name: string | null,
  { shape, values }: LogitArray,
  where: string,
  into: Gathered,
): void {
  checkShape(shape, where);
  const [vocabulary, positions = 1, sequences = 1] = shape.toReversed();
  for (let sequence = 0; sequence < sequences; sequence++) {
    const rows = Array.from({ length: positions }, (_, position) => {
      const from = (sequence * positions + position) * vocabulary;
      const logits = values.subarray(from, from + vocabulary);
      if (logits.some(Number.isNaN)) into.count('% rows hold a NaN.');
      return { text: null, id: argmax(logits), logprob: null, top: [], logits };
    });
    into.add(sequence, {
      named: shape.length === 3 ? `${name ?? ''}[${sequence}]` : name,
      choice: 0,
      prompt: null,
      unit: 'row',
      positions: rows,
      text: '',
    });
  }
}

/** Before anything is allocated for them. Throws ImportError. */
export function checkShape(shape: readonly number[], where: string): void {
  const words = `[${shape.join(', ')}]`;
  if (shape.length < 1 || shape.length > 3 || shape.at(-1)! < 2)
    throw new ImportError(where, `expected logits of shape (positions, vocabulary), found ${words}`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MOST_LOGITS)
    throw new ImportError(where, `expected at most ${MOST_LOGITS} logits, found ${words}`);
  if (count / shape.at(-1)! > MOST_POSITIONS)
    throw new ImportError(where, `expected at most ${MOST_POSITIONS} rows of logits, found ${words}`);
}
