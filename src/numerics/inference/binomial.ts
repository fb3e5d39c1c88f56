import binomialPmf from '@stdlib/stats-base-dists-binomial-pmf';

/** Probabilities of 0..total successes at one share; whole numbers from 0 and a share in [0, 1] are the caller's to give. */
export function binomialProbabilities(total: number, share: number): Float64Array {
  // The library's sums of logarithms give no number at the two ends.
  if (share === 0 || share === 1)
    return Float64Array.from({ length: total + 1 }, (_, k) => (k === share * total ? 1 : 0));
  return Float64Array.from({ length: total + 1 }, (_, k) => binomialPmf(k, total, share));
}
