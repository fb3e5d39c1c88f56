import type { ChildProcess } from 'node:child_process';
import { GpuError } from '../../gpu/errors.ts';
import type { KernelOutcome } from '../../workbench/tester/kernel-report.ts';
import type { TestProgress } from '../../workbench/tester/verdict.ts';
import type { TestNews, TestsAsked, TestsDone } from './asked.ts';

export interface WatchOptions {
  /** Milliseconds without a sign after which the process is ended. */
  readonly silence: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TestProgress, test: number) => void;
}

/** The end of what a process wrote on its standard error. */
const LAST_WORDS = 2000;

/**
 * Asks a process for tests and hears it out. A kernel may hang a driver or bring it down, which nothing in its own process could tell: one that
 * gives no sign is ended, one that dies has its outcome too. Throws GpuError where there is no device, Error for a defect, and the signal's reason.
 */
export async function watchChild(
  child: ChildProcess,
  asked: TestsAsked,
  options: WatchOptions,
): Promise<TestsDone> {
  const { signal } = options;
  const end = () => child.kill('SIGKILL');
  signal.addEventListener('abort', end);
  try {
    const done = await heardOut(child, asked, options);
    signal.throwIfAborted();
    return done;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

function heardOut(
  child: ChildProcess,
  asked: TestsAsked,
  { silence, onProgress }: WatchOptions,
): Promise<TestsDone> {
  const outcomes: KernelOutcome[] = [];
  let adapter: TestsDone['adapter'] = null;
  let progress: TestProgress | null = null;
  let words = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new Promise<TestsDone>((resolve, reject) => {
    const finish = (last?: KernelOutcome) => {
      clearTimeout(timer);
      if (last) outcomes.push(last);
      resolve({ adapter, outcomes });
    };
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => finish({ kind: 'hung', silent: silence, progress }), silence);
    };
    child.stderr?.on('data', (data: Buffer) => (words = (words + data.toString()).slice(-LAST_WORDS)));
    child.on('message', (message) => {
      watch();
      const news = message as TestNews;
      if (news.kind === 'adapter') adapter = news.adapter;
      else if (news.kind === 'progress') {
        progress = news.progress;
        onProgress(progress, outcomes.length);
      } else if (news.kind === 'failed') reject(asError(news));
      else if (news.kind === 'end') finish();
      else {
        outcomes.push(news.verdict);
        progress = null;
      }
    });
    child.on('error', reject);
    child.on('close', (code, by) => finish({ kind: 'crashed', how: endWords(code, by, words), progress }));
    watch();
    child.send(asked);
  }).finally(() => clearTimeout(timer));
}

function asError({ error, operation, message }: Extract<TestNews, { kind: 'failed' }>): Error {
  const plain = message.startsWith(`${operation}: `) ? message.slice(operation.length + 2) : message;
  return error === 'Error' || operation === '' ? new Error(message) : new GpuError(operation, plain);
}

function endWords(code: number | null, by: NodeJS.Signals | null, words: string): string {
  const how = by ? `Signal ${by}` : `Exit code ${code}`;
  const last = words.trim().split('\n').at(-1);
  return last ? `${how}; its last words: ${last}` : how;
}
