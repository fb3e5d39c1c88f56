import { comesBack, hasBegun, type QueuedRequest } from './request.ts';
import type { StepSlice } from './step-plan.ts';

/** A request that begins, or comes back, as its first slice says: what was found of it, and where it is packed. */
export function joined(request: QueuedRequest, slice: StepSlice): QueuedRequest {
  if (comesBack(request)) return { ...request, host: [], handed: [] };
  const { start, position = start, from } = slice;
  const segment = start - position;
  return {
    ...request,
    segment,
    leaks: segment > 0 && from === undefined,
    joinedLength: request.tokens.length,
    cached: hasBegun(request) ? request.cached : Math.min(position, request.promptLength),
  };
}
