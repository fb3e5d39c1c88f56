import type { ImportSubjects } from './imports-worker.ts';
import { WorkerClient } from './worker-client.ts';

/** The reader of runs in a worker of its own, started when it is first asked for something. */
export function openImports(): WorkerClient<ImportSubjects> {
  return new WorkerClient(
    () => new Worker(new URL('./imports-worker.ts', import.meta.url), { type: 'module', name: 'imports' }),
  );
}
