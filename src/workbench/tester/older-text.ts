/** Until the preludes of weights held their bindings, a kernel declared them itself, as its second. */
const OWN_WEIGHTS = /@group\(0\)\s*@binding\(1\)\s*var<storage, read> weights: array<WeightQuad>;[^\n]*\n/;

/**
 * A visitor's text that may have been kept by an older page, as it is written now; what else it says stays. Without its own weights
 * its bindings stand one earlier.
 */
export function currentText(text: string): string {
  if (!OWN_WEIGHTS.test(text)) return text;
  return text
    .replace(OWN_WEIGHTS, '')
    .replace(/@binding\((\d+)\)/g, (as, binding: string) =>
      Number(binding) > 1 ? `@binding(${Number(binding) - 1})` : as,
    );
}
