import type { DriftSubjects } from './drift-worker.ts';
import { WorkerClient } from './worker-client.ts';

/** The auditor of tables in a worker of its own, started when it is first asked for something. */
export function openDrift(): WorkerClient<DriftSubjects> {
  return new WorkerClient(
    () => new Worker(new URL('./drift-worker.ts', import.meta.url), { type: 'module', name: 'drift' }),
  );
}
