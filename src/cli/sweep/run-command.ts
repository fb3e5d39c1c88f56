import { counted } from '../../results/text.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { canaryWords, withCanary } from '../../studies/sweep/canary.ts';
import { oneVersion } from '../../studies/sweep/one-version.ts';
import { runSweep } from '../../studies/sweep/run-sweep.ts';
import { leavesBehind } from '../interruption.ts';
import { showJobs } from '../progress.ts';
import { note, print } from '../terminal.ts';
import { oneOf, parseCommand, shownPath, UsageError, wholeNumber } from '../usage.ts';
import { SHARD_OPTIONS, shardOf } from './shard-options.ts';
import { openBench } from './study-bench.ts';
import { openStudyFolder } from './study-folder.ts';

const OPTIONS = {
  ...SHARD_OPTIONS,
  limit: { type: 'string' },
  engine: { type: 'string', default: 'webgpu' },
  stratify: { type: 'boolean', default: false },
  queue: { type: 'string' },
  json: { type: 'string' },
  'no-rerun': { type: 'boolean', default: false },
  serve: { type: 'string' },
} as const;

/** `lab sweep run DIR` */
export async function runCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, ['the folder of a study']);
  if (values.queue !== undefined) {
    const { runQueued } = await import('./queue/run-queued.ts');
    return await runQueued(positionals[0], values, signal);
  }
  refuseOf('--queue', values);
  const kind = oneOf('engine', values.engine, ENGINE_KINDS);
  const shard = shardOf(values, process.env);
  if (shard) note(`shard ${shard.index} of ${shard.of}${shard.from === null ? '' : `, by ${shard.from}`}`);
  const limit = values.limit === undefined ? undefined : wholeNumber('limit', values.limit, 1);
  const folder = await openStudyFolder(positionals[0]);
  const { study, hash, jobs, ledger, tasks } = folder;
  const bench = openBench(study, tasks, kind);
  const restore = leavesBehind('jobs that are done are kept, and lab sweep run goes on with the others');
  try {
    const { ran, left } = await runSweep({
      ...{ jobs, signal, shard, limit, onProgress: showJobs() },
      ledger: values.stratify ? ledger : oneVersion(ledger),
      canary: async (signal) => {
        const found = await bench.canary(signal);
        const known = await folder.canaries();
        const all = withCanary(known, hash, found, values.stratify);
        if (all !== known) await folder.writeCanaries(all);
        note(`canary ${canaryWords(found)}`);
        return found.canary;
      },
      run: (job, canary, signal) => bench.run(job, canary, signal),
    });
    print(doneLines(ran, left, shownPath(folder.path)));
    return 0;
  } finally {
    if (!signal.aborted) restore();
    bench.close();
  }
}

/** Options that say something to who waits for others' results only. */
function refuseOf(wanted: string, values: Readonly<Record<string, unknown>>): void {
  for (const name of ['json', 'no-rerun', 'serve'])
    if (values[name]) throw new UsageError(`--${name}: expected ${wanted} beside it, found none`);
}

function doneLines(ran: number, left: number, path: string): string[] {
  const next =
    left > 0
      ? `${counted(left, 'job')} left; lab sweep run ${path} goes on`
      : `none is left here; lab sweep merge ${path} puts results together`;
  return [`${counted(ran, 'job')} run, ${next}`];
}
