/** Pearson's correlation of two series of one length; null where either never changes. */
export function pearson(x: Float64Array, y: Float64Array): number | null {
  const n = x.length;
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < n; i++) {
    sumX += x[i];
    sumY += y[i];
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i] - sumX / n, y[i] - sumY / n];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  // Sums of squares of what never changes are rounding alone.
  if (xx <= 1e-18 * n || yy <= 1e-18 * n) return null;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
