import { proxy, type Remote, wrap } from 'comlink';
import { type Client, clientOf } from './client.ts';
import type { Fault } from './fault.ts';
import { frameByFrame } from './frame-by-frame.ts';
import type { Methods } from './method.ts';
import { failed, type Outcome } from './outcome.ts';
import type { Ask } from './serve.ts';

interface Link {
  readonly ask: Remote<Ask>;
  /** Resolves when the worker is gone, with the reason. */
  readonly ended: Promise<Outcome<never>>;
  readonly end: (fault: Fault) => void;
}

/**
 * The page's side of a worker. Nothing rejects: what goes wrong, the worker's own breakdown included, is an outcome, and the next
 * question starts a new worker where the last one is gone. Events are heard at most once a frame.
 */
export class WorkerClient<Subjects extends Readonly<Record<string, Methods>>> {
  readonly ask: Client<Subjects>;
  readonly #create: () => Worker;
  #link: Link | null = null;

  constructor(create: () => Worker) {
    this.#create = create;
    this.ask = clientOf<Subjects>(async (name, args, listener) => {
      const link = this.#link ?? this.#start();
      const heard = listener ? [proxy(frameByFrame(listener))] : [];
      const answer = link.ask(name, args, ...heard).catch((error: unknown) => failed(notSent(name, error)));
      return await Promise.race([answer, link.ended]);
    });
  }

  /** Ends the worker and with it all that it does and keeps; what was asked of it comes to `fault`. */
  end(fault: Fault): void {
    this.#link?.end(fault);
  }

  #start(): Link {
    const worker = this.#create();
    let settle: (outcome: Outcome<never>) => void;
    const ended = new Promise<Outcome<never>>((resolve) => {
      settle = resolve;
    });
    const end = (fault: Fault) => {
      worker.terminate();
      if (this.#link === link) this.#link = null;
      settle(failed(fault));
    };
    worker.addEventListener('error', ({ message }) => {
      end({ kind: 'worker', message: message || 'the worker script could not be loaded' });
    });
    const link: Link = { ask: wrap<Ask>(worker), ended, end };
    this.#link = link;
    return link;
  }
}

/** Methods do not reject: what does is a question or an answer that no message carries. */
function notSent(name: string, error: unknown): Fault {
  const { message } = error as Error;
  return { kind: 'internal', message: `${name}: what is asked or answered cannot be sent: ${message}` };
}
