import { type Remote, wrap } from 'comlink';
import type { Fault } from './fault.ts';
import type { LabApi } from './protocol.ts';

/** A worker with the lab in it. */
export interface WorkerLink {
  readonly api: Remote<LabApi>;
  /** Resolves when the worker is gone, with the reason. */
  readonly ended: Promise<Fault>;
  readonly end: (fault: Fault) => void;
}

export function startWorker(): WorkerLink {
  const worker = new Worker(new URL('./lab-worker.ts', import.meta.url), { type: 'module', name: 'lab' });
  let settle: (fault: Fault) => void;
  const ended = new Promise<Fault>((resolve) => {
    settle = resolve;
  });
  const end = (fault: Fault) => {
    worker.terminate();
    settle(fault);
  };
  worker.addEventListener('error', ({ message }) => {
    end({ kind: 'worker', message: message || 'the worker script could not be loaded' });
  });
  return { api: wrap<LabApi>(worker), ended, end };
}
