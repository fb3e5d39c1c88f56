/**
 * Jain's fairness index of what each of several gets (Jain, Chiu, Hawe 1984): 1 where all get the same, 1/n where one gets all. Throws
 * RangeError of none, and where one gets less than nothing. Where all get nothing they get the same.
 */
export function jainIndex(shares: readonly number[]): number {
  if (shares.length === 0 || !shares.every((share) => Number.isFinite(share) && share >= 0))
    throw new RangeError('expected numbers of at least 0, at least one');
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share ** 2, 0);
  return squares === 0 ? 1 : sum ** 2 / (shares.length * squares);
}
