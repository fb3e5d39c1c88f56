import type { BehaviourSubjects } from './behaviour-worker.ts';
import { WorkerClient } from './worker-client.ts';

/** The auditor of transcripts in a worker of its own, started when it is first asked for something. */
export function openBehaviour(): WorkerClient<BehaviourSubjects> {
  return new WorkerClient(
    () =>
      new Worker(new URL('./behaviour-worker.ts', import.meta.url), { type: 'module', name: 'behaviour' }),
  );
}
