import { findRedis, REDIS_HELP } from '../src/studies/sweep/queue/testing/redis-server.ts';
import { installWithApt, type Machine } from './machine.ts';

export { findRedis, REDIS_HELP };

interface RedisMachine extends Machine {
  readonly findRedis: () => string | null;
}

/** Path of the Redis server found or installed, which tests of queues start for themselves; null where there is none. */
export function ensureRedis(machine: RedisMachine): string | null {
  const { canUseApt, findRedis } = machine;
  if (canUseApt && !findRedis()) installWithApt(machine, ['redis-server']);
  return findRedis();
}
