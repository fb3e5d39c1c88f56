import { fork } from 'node:child_process';
import type { KernelOutcome } from '../../workbench/tester/kernel-report.ts';
import { programEntry } from '../program.ts';
import type { TestsAsked, TestsDone } from './asked.ts';
import { runTests } from './run-tests.ts';
import { type WatchOptions, watchChild } from './watch-child.ts';

/** Runs tests in a process of their own, which is watched; in this one where nothing else can be started: in Deno, and in a test. */
export async function watchedTests(asked: TestsAsked, options: WatchOptions): Promise<TestsDone> {
  const entry = process.versions.deno === undefined ? programEntry() : null;
  if (entry === null) return await testsHere(asked, options);
  const child = fork(entry, ['kernel', 'test-here'], {
    execArgv: process.execArgv,
    // Keeps NaN and the sign of zero.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return await watchChild(child, asked, options);
}

async function testsHere(asked: TestsAsked, { signal, onProgress }: WatchOptions): Promise<TestsDone> {
  const outcomes: KernelOutcome[] = [];
  let adapter: TestsDone['adapter'] = null;
  await runTests(asked, signal, (news) => {
    if (news.kind === 'adapter') adapter = news.adapter;
    else if (news.kind === 'progress') onProgress(news.progress, outcomes.length);
    else if (news.kind === 'verdict') outcomes.push(news.verdict);
  });
  return { adapter, outcomes };
}
