import { LONG_TASK_MS, type PageStart, type RunTasks } from './page-measure.ts';
import type { FileWeight } from './page-weight.ts';
import type { WorstOpen } from './page-worst.ts';

export interface PageBench {
  readonly firstScriptBytes: number;
  readonly files: readonly FileWeight[];
  readonly starts: readonly PageStart[];
  /** Medians. */
  readonly usableMilliseconds: number;
  readonly threadMilliseconds: number;
  readonly worst: readonly WorstOpen[];
  /** Null where no run was asked for. */
  readonly run: RunTasks | null;
}

const BUDGETS = {
  firstScriptBytes: 250_000,
  usableMilliseconds: 2000,
  longTasks: 0,
  worstMilliseconds: 3000,
  worstBytes: 300e6,
};
const FILES_SHOWN = 8;

/** One line a budget with what was found, then the heaviest files. */
export function formatPageBench({
  firstScriptBytes,
  files,
  usableMilliseconds,
  threadMilliseconds,
  worst,
  run,
}: PageBench): string {
  const lines = [
    line(
      'first scripts, gzipped',
      kilobytes(firstScriptBytes),
      '250 kB',
      firstScriptBytes < BUDGETS.firstScriptBytes,
    ),
    line(
      'example on screen, cold',
      `${usableMilliseconds.toFixed(0)} ms, ${threadMilliseconds.toFixed(0)} of them computing`,
      '2000 ms',
      usableMilliseconds < BUDGETS.usableMilliseconds,
    ),
    ...worst.map(worstLine),
    ...(run ? [runLine(run)] : []),
    '',
    ...files
      .slice(0, FILES_SHOWN)
      .map(
        ({ path, bytes, gzipped }) =>
          `${kilobytes(gzipped).padStart(10)} of ${kilobytes(bytes).padStart(10)}  ${path}`,
      ),
  ];
  return `${lines.join('\n')}\n`;
}

function worstLine({ axis, milliseconds, bytes }: WorstOpen): string {
  const found = `${milliseconds.toFixed(0)} ms${bytes === null ? '' : `, ${(bytes / 1e6).toFixed(0)} MB`}`;
  const within = milliseconds < BUDGETS.worstMilliseconds && (bytes ?? 0) < BUDGETS.worstBytes;
  return line(`most ${axis}, on a phone`, found, '3 s, 300 MB', within);
}

function runLine({ milliseconds, longTasks }: RunTasks): string {
  const longest = Math.max(0, ...longTasks).toFixed(0);
  const found = `${longTasks.length} in ${(milliseconds / 1000).toFixed(1)} s, longest ${longest} ms`;
  return line(
    `tasks over ${LONG_TASK_MS} ms while running`,
    found,
    'none',
    longTasks.length === BUDGETS.longTasks,
  );
}

function line(name: string, found: string, budget: string, within: boolean): string {
  return `${name.padEnd(30)} ${found.padEnd(34)} budget ${budget.padEnd(11)} ${within ? 'within' : 'OVER'}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
