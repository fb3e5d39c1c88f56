import type { LabMethods } from './lab-methods.ts';
import { WorkerClient } from './worker-client.ts';

/** The lab in a worker of its own. */
export function openLab(): WorkerClient<LabMethods> {
  return new WorkerClient(
    () => new Worker(new URL('./lab-worker.ts', import.meta.url), { type: 'module', name: 'lab' }),
  );
}
