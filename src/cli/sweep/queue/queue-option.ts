import { hostname } from 'node:os';
import { parseQueueAddress, type QueueAddress } from '../../../studies/sweep/queue/address.ts';
import { UsageError } from '../../usage.ts';

const PASSWORD = 'BATCHMATES_QUEUE_PASSWORD';

/** The address of `--queue`, or of BATCHMATES_QUEUE; its password may stand in BATCHMATES_QUEUE_PASSWORD. Throws UsageError, without it. */
export function queueAddress(given: string | undefined): QueueAddress {
  const [name, text] =
    given === undefined ? ['BATCHMATES_QUEUE', process.env.BATCHMATES_QUEUE] : ['--queue', given];
  if (!text)
    throw new UsageError('--queue: expected redis://host:port, or BATCHMATES_QUEUE to say it, found none');
  const address = parseQueueAddress(text, process.env[PASSWORD]);
  if (typeof address === 'string') throw new UsageError(`${name}: ${address}`);
  return address;
}

/** This process among those of several machines. */
export function processName(): string {
  return `${hostname()
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, 64)}:${process.pid}`;
}
