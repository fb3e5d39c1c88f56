import { createRandom } from '../../experiment/random.ts';

const ROWS = 5000;
const COUNTRIES = ['DE', 'FR', 'NL', 'US', 'US'];

/**
 * Two windows of a request log as CSV, made up by a seed: in the second one user ids come with a blank now and then, prices with four
 * decimals, latencies with twice the variance, and some scores are missing. Nothing else differs.
 */
export function exampleTables(): readonly [reference: string, current: string] {
  const random = createRandom(7);
  const uniform = () => (random.next() + 0.5) / 2 ** 32;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const line = (isNow: boolean) => {
    const blank = isNow && random.below(40) === 0 ? ' ' : '';
    return [
      `${10_000 + random.below(90_000)}${blank}`,
      (250 + (isNow ? Math.SQRT2 : 1) * 40 * normal()).toFixed(1),
      (1 + 49 * uniform()).toFixed(isNow ? 4 : 2),
      isNow && random.below(50) === 0 ? '' : (0.5 + 0.1 * normal()).toFixed(3),
      40 + random.below(400),
      random.pick(COUNTRIES),
    ].join(',');
  };
  const table = (isNow: boolean) =>
    `user_id,latency_ms,price,score,prompt_tokens,country\n${Array.from({ length: ROWS }, () => line(isNow)).join('\n')}\n`;
  return [table(false), table(true)];
}
