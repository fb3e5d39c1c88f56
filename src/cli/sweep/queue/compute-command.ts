import { ExperimentError } from '../../../experiment/errors.ts';
import { parseStudy } from '../../../studies/sweep/read-study.ts';
import { UsageError } from '../../usage.ts';
import { openBench, type StudyBench } from '../study-bench.ts';
import { tasksOf } from '../study-tasks.ts';
import type { Answer, Question } from './bench-messages.ts';

/** `lab sweep compute`: what `lab sweep work` starts for each job that it does at a time; it ends with the worker. */
export async function computeCommand(_: readonly string[], signal: AbortSignal): Promise<number> {
  if (!process.send || !process.channel)
    throw new UsageError('compute: expected to be started by lab sweep work, found another caller');
  let bench: StudyBench | null = null;
  process.on('message', (question: Question) => {
    void answerTo(question, signal, bench).then(({ opened, answer }) => {
      bench = opened;
      process.send?.(answer);
    });
  });
  // The worker is gone, killed maybe: nobody wants an answer any more.
  await new Promise<void>((resolve) => process.on('disconnect', resolve));
  process.exit(0);
}

async function answerTo(
  question: Question,
  signal: AbortSignal,
  bench: StudyBench | null,
): Promise<{ opened: StudyBench | null; answer: Answer }> {
  try {
    if (question.ask === 'run')
      return { opened: bench, answer: { result: await bench!.run(question.job, question.canary, signal) } };
    const study = parseStudy(question.study);
    const opened = openBench(study, await tasksOf(study), question.engine);
    return { opened, answer: { canary: await opened.canary(signal) } };
  } catch (error) {
    // All else may follow this machine: its memory, its device, its files.
    const final = error instanceof ExperimentError;
    const problem = error instanceof Error ? error.message : String(error);
    return { opened: bench, answer: { problem, final } };
  }
}
