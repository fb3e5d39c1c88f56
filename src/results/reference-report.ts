/** Both arms' logits at one position against those of exact weights and no rounding; plain JSON. */
export interface ReferenceReport {
  readonly position: number;
  /** f64 logits of the tokens asked for, by token id. */
  readonly logits: Readonly<Record<number, number>>;
  /** The token that the f64 logits would choose. */
  readonly argmax: number;
  readonly a: ReferenceError;
  readonly b: ReferenceError;
  /** The arm with the smaller root mean square error. */
  readonly closer: 'a' | 'b' | 'equal';
}

/** Of one arm's logits, over the whole vocabulary. */
export interface ReferenceError {
  readonly rms: number;
  readonly maxAbsolute: number;
}

/**
 * @param a (vocabulary) f32 logits of arm a, `b` those of arm b, `reference` the f64 ones after the same tokens.
 * @param tokens ids whose reference logits are wanted.
 */
export function referenceReport(
  position: number,
  {
    a,
    b,
    reference,
  }: { readonly a: Float32Array; readonly b: Float32Array; readonly reference: Float64Array },
  tokens: readonly number[],
): ReferenceReport {
  const [errorA, errorB] = [errorOf(a, reference), errorOf(b, reference)];
  return {
    position,
    logits: Object.fromEntries(tokens.map((token) => [token, reference[token]])),
    argmax: reference.reduce((best, value, at) => (value > reference[best] ? at : best), 0),
    a: errorA,
    b: errorB,
    closer: errorA.rms === errorB.rms ? 'equal' : errorA.rms < errorB.rms ? 'a' : 'b',
  };
}

function errorOf(logits: Float32Array, reference: Float64Array): ReferenceError {
  let squares = 0;
  let maxAbsolute = 0;
  for (let i = 0; i < logits.length; i++) {
    const error = Math.abs(logits[i] - reference[i]);
    squares += error * error;
    maxAbsolute = Math.max(maxAbsolute, error);
  }
  return { rms: Math.sqrt(squares / logits.length), maxAbsolute };
}
