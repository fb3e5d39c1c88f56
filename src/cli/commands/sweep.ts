import type { Command } from '../command.ts';
import { exportCommand } from '../sweep/export-command.ts';
import { importCommand } from '../sweep/import-command.ts';
import { linkCommand } from '../sweep/link-command.ts';
import { mergeCommand } from '../sweep/merge-command.ts';
import { planCommand } from '../sweep/plan-command.ts';
import { reportCommand } from '../sweep/report-command.ts';
import { runCommand } from '../sweep/run-command.ts';
import { UsageError } from '../usage.ts';

type Part = (args: readonly string[], signal: AbortSignal) => Promise<number>;

const PARTS: Readonly<Record<string, Part>> = {
  plan: planCommand,
  run: runCommand,
  merge: mergeCommand,
  report: reportCommand,
  link: linkCommand,
  import: importCommand,
  export: exportCommand,
};

export const sweep: Command = {
  summary: 'plan a study, run its jobs on one machine or several, put the results together and report them',
  help: `Usage: lab sweep plan <study.json | link> --out DIR
       lab sweep run DIR [options]
       lab sweep merge DIR... --json FILE [options]
       lab sweep report <DIR | FILE> [options]
       lab sweep link <study.json | link> [--base ADDRESS]
       lab sweep import DIR FILE.zip...
       lab sweep export DIR FILE.zip

A study varies an experiment along its axes, asks each cell the same units, and tests hypotheses that were written down before.
plan freezes it by its hash in a folder and says how many jobs it has. run runs those that are not done, each kept as a file of its
own as it ends: who is ended, killed too, loses one job, and the same line goes on. Each run opens with a canary, whose bits must be the
study's. merge puts the results of one folder or several together: it refuses gaps, jobs that differ, and results of several
devices, and runs one job in a hundred again to compare bits (exit code 1 where they differ). report analyses what merge wrote, or a
folder without running anything again. import takes in what the page saved, or makes a folder of it, and export writes it for the page.

  --out DIR            plan: the study's folder; report: also write its data (CSV, Parquet), the outcome and logs for Inspect's viewer
  --shard I/N          run: of every N jobs the Ith, as in 1/4 to 4/4; folders of shards are merged together
  --limit N            run: at most N jobs
  --engine ENGINE      run, merge: webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only); merge: default: the one of the results
  --stratify           run, merge, report, import: take results of several devices, kept apart in all that is computed from them
  --partial            merge, report: leave jobs out that are not done; the report says so
  --look N             report: the Nth of the analyses that the study plans (default: the last)
  --no-rerun           merge: run nothing again
  --json FILE          merge: the results; - for standard output
  --base ADDRESS       link, report: the lab's address, put before the study's fragment`,

  async perform(args, signal) {
    const [name, ...rest] = args;
    const part = name !== undefined && Object.hasOwn(PARTS, name) ? PARTS[name] : null;
    if (!part)
      throw new UsageError(
        `expected one of ${Object.keys(PARTS).join(', ')}, found ${name === undefined ? 'nothing' : `"${name}"`}`,
      );
    return await part(rest, signal);
  },
};
