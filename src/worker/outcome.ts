import { toFault } from './fault.ts';
import type { Outcome } from './protocol.ts';

/** What work gave, or what went wrong with it: nothing rejects across the boundary. */
export async function outcome<Value>(work: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, fault: toFault(error) };
  }
}
