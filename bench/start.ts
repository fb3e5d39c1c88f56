/** How long the installed command line takes to start beside the one of a checkout: `npm run -s build:package && npm run -s bench:start`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const PACKAGED = join(ROOT, 'lib/node/batchmates.js');
const REPEATS = 7;

/** Each a start that computes next to nothing. */
const LINES = ['--help', 'plan --m 1 --k 64 --n 8'].map((line) => line.split(' '));

/** Milliseconds until it has ended. */
function started(command: string, args: readonly string[]): number {
  const before = performance.now();
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit code ${status}`);
  return performance.now() - before;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

if (!existsSync(PACKAGED)) throw new Error('expected lib/, found none: npm run -s build:package makes it');
for (const line of LINES) {
  const times = Array.from({ length: REPEATS }, () => ({
    packaged: started(process.execPath, [PACKAGED, ...line]),
    checkout: started('npm', ['run', '-s', 'lab', '--', ...line]),
  }));
  // In turn, so that a machine that slows down slows both.
  const [packaged, checkout] = [times.map((each) => each.packaged), times.map((each) => each.checkout)].map(
    median,
  );
  const ratio = median(times.map((each) => each.checkout / each.packaged));
  console.log(
    `${line[0]}: ${packaged.toFixed(0)} ms, npm run lab ${checkout.toFixed(0)} ms: ${ratio.toFixed(1)} times as long (medians of ${REPEATS})`,
  );
}
