import { type ChildProcess, fork } from 'node:child_process';
import type { Canary } from '../../../studies/sweep/canary.ts';
import type { Job, JobResult } from '../../../studies/sweep/job.ts';
import { type JobBench, JobFault } from '../../../studies/sweep/queue/bench.ts';
import type { Study } from '../../../studies/sweep/study-schema.ts';
import { STARTED_IN } from '../../callers-folder.ts';
import type { Answer, Question } from './bench-messages.ts';

/**
 * Computes in a process of its own: a step of a large model keeps a thread for seconds, and locks in the queue are to be renewed meanwhile; a
 * device that takes its process with it costs one attempt and not the worker; and a job can be ended at once. One that died is started anew.
 */
export class BenchProcess implements JobBench {
  readonly #study: Study;
  readonly #engine: string;
  #child: { readonly process: ChildProcess; readonly canary: Promise<Canary> } | null = null;
  #closed = false;

  constructor(study: Study, engine: string) {
    this.#study = study;
    this.#engine = engine;
    process.once('exit', this.#end);
  }

  canary(): Promise<Canary> {
    return this.#open().canary;
  }

  async run(job: Job, canary: string): Promise<JobResult> {
    const child = this.#open();
    const found = await child.canary;
    if (found.canary !== canary)
      throw new JobFault(`expected canary ${canary} once more, found ${found.canary}`, false);
    const answer = await ask(child.process, { ask: 'run', job, canary });
    if ('result' in answer) return answer.result;
    throw new JobFault('expected a result, found a canary', true);
  }

  close(): void {
    this.#closed = true;
    process.off('exit', this.#end);
    this.#end();
  }

  readonly #end = () => {
    this.#child?.process.kill('SIGKILL');
  };

  #open(): { readonly process: ChildProcess; readonly canary: Promise<Canary> } {
    if (this.#closed) throw new JobFault('closed', false);
    if (this.#child) return this.#child;
    const child = fork(process.argv[1], ['sweep', 'compute'], {
      cwd: STARTED_IN,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A signal to the terminal's whole group is the worker's to handle.
      detached: true,
    });
    child.once('exit', () => {
      if (this.#child?.process === child) this.#child = null;
    });
    const canary = ask(child, { ask: 'open', study: this.#study, engine: this.#engine }).then((answer) => {
      if ('canary' in answer) return answer.canary;
      throw new JobFault('expected a canary, found a result', true);
    });
    canary.catch(() => child.kill('SIGKILL'));
    this.#child = { process: child, canary };
    return this.#child;
  }
}

/** The answer to a question. Rejects with JobFault for a problem that the process tells, and where it ends before it answers. */
function ask(
  child: ChildProcess,
  question: Question,
): Promise<Exclude<Answer, { readonly problem: string }>> {
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: Answer) => {
      stop();
      if ('problem' in answer) reject(new JobFault(answer.problem, answer.final));
      else resolve(answer);
    };
    const onExit = (code: number | null, signal: string | null) => {
      stop();
      reject(new JobFault(`the process that computes ended (${signal ?? `exit code ${code}`})`, false));
    };
    const onError = (error: Error) => {
      stop();
      reject(new JobFault(`the process that computes: ${error.message}`, false));
    };
    const stop = () => {
      child.off('message', onAnswer).off('exit', onExit).off('error', onError);
    };
    child.on('message', onAnswer).on('exit', onExit).on('error', onError);
    child.send(question);
  });
}
