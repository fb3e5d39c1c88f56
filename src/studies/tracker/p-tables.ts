/**
 * Exact two-sided p-values of every outcome at once: what a simulated tracker looks up day after day. Outcomes that are at most as likely
 * as the one that was seen count, as in R's `binom.test` and `fisher.test`; `src/numerics/inference` has the same tests for one outcome.
 */

/** (k) ln k!, grown as it is asked for. */
const LOG_FACTORIALS = [0];

function logChoose(n: number, k: number): number {
  for (let i = LOG_FACTORIALS.length; i <= n; i++) LOG_FACTORIALS.push(LOG_FACTORIALS[i - 1] + Math.log(i));
  return LOG_FACTORIALS[n] - LOG_FACTORIALS[k] - LOG_FACTORIALS[n - k];
}

/** (n + 1) probability of each number of successes of n, each by `rate`. */
export function binomialMass(n: number, rate: number): Float64Array {
  if (rate === 0 || rate === 1) return Float64Array.from({ length: n + 1 }, (_, k) => Number(k === rate * n));
  const [success, failure] = [Math.log(rate), Math.log1p(-rate)];
  return Float64Array.from({ length: n + 1 }, (_, k) =>
    Math.exp(logChoose(n, k) + k * success + (n - k) * failure),
  );
}

/** (n + 1) p of k of n against a rate that is known exactly. */
export function knownTable(n: number, rate: number): Float64Array {
  return twoSided(binomialMass(n, rate));
}

/** (n + 1) p of k of n against `passed` of `runs`: Fisher's test of the two. */
export function estimatedTable(n: number, passed: number, runs: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => fisher(n, k, passed, runs));
}

function fisher(n: number, k: number, passed: number, runs: number): number {
  const all = k + passed;
  const [least, most] = [Math.max(0, all - runs), Math.min(n, all)];
  const whole = logChoose(n + runs, all);
  const mass = Float64Array.from({ length: most - least + 1 }, (_, i) =>
    Math.exp(logChoose(n, least + i) + logChoose(runs, all - least - i) - whole),
  );
  const seen = mass[k - least];
  return Math.min(
    1,
    mass.reduce((sum, each) => (each <= seen * ALIKE ? sum + each : sum), 0),
  );
}

/** Two outcomes as likely as each other differ in a last bit: the tolerance of R. */
const ALIKE = 1 + 1e-7;

function twoSided(mass: Float64Array): Float64Array {
  const order = Array.from(mass.keys()).sort((a, b) => mass[a] - mass[b]);
  const table = new Float64Array(mass.length);
  let [sum, next] = [0, 0];
  for (const k of order) {
    while (next < order.length && mass[order[next]] <= mass[k] * ALIKE) sum += mass[order[next++]];
    table[k] = Math.min(1, sum);
  }
  return table;
}
