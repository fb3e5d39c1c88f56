import { type Fault, toFault } from './fault.ts';

/** What a question to a worker comes to. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly fault: Fault };

/** What work gave, or what went wrong with it: nothing rejects across the boundary. */
export async function outcome<Value>(work: () => Value | Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, fault: toFault(error) };
  }
}

export function failed(fault: Fault): Outcome<never> {
  return { ok: false, fault };
}
