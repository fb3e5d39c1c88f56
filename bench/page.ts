/**
 * Page weight and start against their budgets, what the largest experiments take to open, and what a run costs the page's own
 * thread. Serves the build there is, so `npm run build` first.
 *
 *   npm run -s bench:page -- [--repeats 5] [--json FILE] [--no-run]
 */
import { parseArgs } from 'node:util';
import { openBuiltPage } from '../scripts/page-server.ts';
import { median } from '../src/bench/statistics.ts';
import { writeJson } from '../src/cli/output.ts';
import { longTasksOfRun, measureStart, type PageStart } from './page-measure.ts';
import { formatPageBench, type PageBench } from './page-report.ts';
import { firstScriptBytes, weights } from './page-weight.ts';
import { openWorst } from './page-worst.ts';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '5' },
    json: { type: 'string' },
    'no-run': { type: 'boolean', default: false },
  },
});
const { address, browser, close } = await openBuiltPage();
try {
  const starts: PageStart[] = [];
  for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
    starts.push(await measureStart(browser, address));
  }
  const report: PageBench = {
    firstScriptBytes: await firstScriptBytes(),
    files: await weights(),
    starts,
    usableMilliseconds: median(starts.map(({ milliseconds }) => milliseconds)),
    threadMilliseconds: median(starts.map(({ threadMilliseconds }) => threadMilliseconds)),
    worst: await openWorst(browser, address),
    run: values['no-run'] ? null : await longTasksOfRun(browser, address),
  };
  process.stdout.write(formatPageBench(report));
  if (values.json) await writeJson(values.json, report);
} finally {
  await close();
}
