import { findRedis } from '../src/studies/sweep/queue/testing/redis-server.ts';
import { installWithApt, type Machine } from './machine.ts';

export { findRedis };

interface RedisMachine extends Machine {
  readonly findRedis: () => string | null;
}

/** Path of the Redis server found or installed, which tests of queues start for themselves; null where there is none. */
export function ensureRedis(machine: RedisMachine): string | null {
  const { canUseApt, findRedis } = machine;
  // The server alone: the package that starts one with the machine is of no use here.
  if (canUseApt && !findRedis()) installWithApt(machine, ['redis-server']);
  return findRedis();
}
