import { Redis } from 'ioredis';
import { SweepError } from '../sweep-error.ts';
import type { QueueAddress } from './address.ts';

const FIRST_WAIT = 200;
const LONGEST_WAIT = 3000;

/** What Redis answers where trying again changes nothing. */
const REFUSED =
  /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:invalid DB|DB index|invalid password|AUTH|Client sent AUTH))/;

/** A connection that comes back by itself for as long as it is not closed; what is asked meanwhile waits. */
export interface QueueConnection {
  readonly redis: Redis;
  /** Whether it is there just now. */
  reachable(): boolean;
  /** Rejects once Redis refuses us, with SweepError. */
  readonly refused: Promise<never>;
  close(): void;
}

/** Opens one; `say` hears, once for each, that the queue is out of reach and why, and that it is there again. */
export function openQueueConnection(address: QueueAddress, say: (line: string) => void): QueueConnection {
  const { host, port, db, username, password, tls, shown } = address;
  const redis = new Redis({
    // A cut line says nothing: what was asked and is not answered for so long, blocking reads of ten seconds included, is asked anew.
    ...{ host, port, db, connectTimeout: 5000, keepAlive: 10_000, socketTimeout: 20_000 },
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: { servername: host } }),
    // Commands wait for the connection, and are sent again where it broke before their answer came.
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)),
  });
  // BullMQ makes twins of it for reads that block, and may wait for their answer before it lets go of them.
  const twins = new Set<Redis>();
  const duplicate = redis.duplicate.bind(redis);
  redis.duplicate = (override) => {
    const twin = duplicate(override);
    twins.add(twin);
    return twin;
  };
  let lost: string | null = null;
  let closed = false;
  const refused = new Promise<never>((_, reject) => {
    redis.on('error', (error: NodeJS.ErrnoException) => {
      if (REFUSED.test(error.message))
        reject(new SweepError(`${shown}: expected a queue that lets us in, found ${error.message}`));
      else if (!closed) tellLost(reasonOf(error));
    });
  });
  refused.catch(() => undefined);
  const tellLost = (reason: string) => {
    if (lost === reason) return;
    lost = reason;
    say(`${shown}: the queue is out of reach (${reason}); tried again until it is there`);
  };
  redis.on('close', () => {
    if (!closed) lost ?? tellLost('the connection was closed');
  });
  redis.on('ready', () => {
    if (lost !== null) say(`${shown}: the queue is there again`);
    lost = null;
  });
  return {
    redis,
    refused,
    reachable: () => redis.status === 'ready',
    close() {
      closed = true;
      for (const each of [redis, ...twins]) {
        each.disconnect();
        // ioredis leaves the watch on its last question running, which would keep the process for as long.
        clearTimeout((each as unknown as { socketTimeoutTimer?: NodeJS.Timeout }).socketTimeoutTimer);
      }
    },
  };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  // Several addresses of one host: Node gathers their errors under none of its own.
  const [first] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [error];
  return first?.code ?? error.code ?? error.message;
}
