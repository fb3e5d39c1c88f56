import type { Command } from '../command.ts';
import { endsWithCode } from '../interruption.ts';
import { schedulerCode, TRY_AGAIN } from '../sweep/scheduler-codes.ts';
import { UsageError } from '../usage.ts';

type Part = (args: readonly string[], signal: AbortSignal) => Promise<number>;

/** Loaded once they are asked for: their statistics are hundreds of modules, and the lab's other commands need none of them. */
const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  plan: async () => (await import('../sweep/plan-command.ts')).planCommand,
  run: async () => (await import('../sweep/run-command.ts')).runCommand,
  work: async () => (await import('../sweep/queue/work-command.ts')).workCommand,
  merge: async () => (await import('../sweep/merge-command.ts')).mergeCommand,
  report: async () => (await import('../sweep/report-command.ts')).reportCommand,
  link: async () => (await import('../sweep/link-command.ts')).linkCommand,
  import: async () => (await import('../sweep/import-command.ts')).importCommand,
  export: async () => (await import('../sweep/export-command.ts')).exportCommand,
};

/** What `work` starts for itself. */
const OWN_PARTS: typeof PARTS = {
  compute: async () => (await import('../sweep/queue/compute-command.ts')).computeCommand,
};

/** Parts that batch systems start, and start again by their exit codes. */
const SCHEDULED = ['run', 'work'];

export const sweep: Command = {
  summary: 'plan a study, run its jobs on one machine or several, put the results together and report them',
  help: `Usage: lab sweep plan <study.json | link> --out DIR
       lab sweep run DIR [options]
       lab sweep work --queue ADDRESS [options]
       lab sweep merge DIR... --json FILE [options]
       lab sweep report <DIR | FILE> [options]
       lab sweep link <study.json | link> [--base ADDRESS]
       lab sweep import DIR FILE.zip...
       lab sweep export DIR FILE.zip

A study varies an experiment along its axes, asks each cell the same units, and tests hypotheses that were written down before.
plan freezes it by its hash in a folder and says how many jobs it has. run runs those that are not done, each kept as a file of its
own as it ends: who is ended, killed too, loses one job, and the same line goes on. Each run opens with a canary, whose bits must be the
study's. merge puts the results of one folder or several together: it refuses gaps, jobs that differ, and results of several
devices, and runs one job in a hundred again to compare bits (exit code 1 where they differ). With --queue run leaves the jobs to
processes of lab sweep work on any machines, takes their results into the folder, has one in a hundred run again by others, and merges. report analyses what merge wrote, or a
folder without running anything again. import takes in what the page saved, or makes a folder of it, and export writes it for the page.

  --out DIR            plan: the study's folder; report: also write its data (CSV, Parquet), the outcome and logs for Inspect's viewer
  --shard I/N          run: of every N jobs the Ith, as in 1/4 to 4/4; folders of shards are merged together
  --index K --of N     run: the same, counted from 0
  --shard env          run: the same, by a batch system's variables: SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX (its count is --of N or
                       BATCHMATES_SHARDS), CI_NODE_INDEX (GitLab); they are read where this is given, and nowhere else
  --limit N            run: at most N jobs
  --engine ENGINE      run, work, merge: webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only); merge: default: the one of the results
  --queue ADDRESS      run, work: redis://host:port/db or rediss://user:password@host:port (password also: BATCHMATES_QUEUE_PASSWORD)
  --folder DIR         work: keep results in this folder, shared with run; default: they go back through the queue
  --jobs N             work: so many jobs at a time, each in a process of its own (default: 1)
  --lease SECONDS      work: a job whose worker falls silent is another's after so long (default: 30)
  --model NAME         work: a model that is kept here and that studies of the queue may name, hf:owner/name (may be repeated)
  --until-empty        work: end once nothing is left to do; default: wait for more
  --serve PORT         run --queue: tell a page on this machine how far it is
  --stratify           run, merge, report, import: take results of several devices, kept apart in all that is computed from them
  --partial            merge, report: leave jobs out that are not done; the report says so
  --look N             report: the Nth of the analyses that the study plans (default: the last)
  --no-rerun           merge, run --queue: run nothing again
  --json FILE          merge, run --queue: the results; - for standard output
  --base ADDRESS       link, report: the lab's address, put before the study's fragment

Exit codes of run and work: 0 (what was asked for is done), 75 (try again: the device was lost or out of memory, a disk is full, SIGTERM came with
jobs left), 42 (do not: a bad line or study, another canary, results of something else), 130 (Ctrl-C), 1 (anything else).`,

  codeOf: (part, error) => (part !== undefined && SCHEDULED.includes(part) ? schedulerCode(error) : null),

  async perform(args, signal) {
    const [name, ...rest] = args;
    const known = { ...PARTS, ...OWN_PARTS };
    const load = name !== undefined && Object.hasOwn(known, name) ? known[name] : null;
    if (!load)
      throw new UsageError(
        `expected one of ${Object.keys(PARTS).join(', ')}, found ${name === undefined ? 'nothing' : `"${name}"`}`,
      );
    const part = await load();
    if (!SCHEDULED.includes(name!)) return await part(rest, signal);
    const restore = endsWithCode(TRY_AGAIN);
    try {
      return await part(rest, signal);
    } finally {
      // What was interrupted has yet to say its code.
      if (!signal.aborted) restore();
    }
  },
};
