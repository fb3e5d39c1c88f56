import { GpuLimitError, GpuLostError, GpuMemoryError } from '../../gpu/errors.ts';
import { isInputError } from '../input-errors.ts';
import { isCoded } from '../usage.ts';

/** EX_TEMPFAIL of sysexits.h, which mail transfer agents, batch systems and `parallel --retries` users know: the same line may do later. */
export const TRY_AGAIN = 75;
/** The same line would meet the same. No code of sysexits.h, no shell's and no signal's, so that nothing else gives it by chance. */
export const DO_NOT = 42;

/** The system's codes for what is short, or gone, for a while: room on a disk, memory, open files, a network's file server. */
const PASSING = new Set([
  ...['ENOSPC', 'EDQUOT', 'ENOMEM', 'EMFILE', 'ENFILE', 'EAGAIN'],
  ...['EIO', 'ESTALE', 'ENOTCONN', 'ETIMEDOUT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'],
]);

/** The exit code that says whether a sweep's process is worth starting again; null where nobody knows, as of a defect. */
export function schedulerCode(error: unknown): number | null {
  if (isTemporary(error)) return TRY_AGAIN;
  return isInputError(error) || error instanceof GpuLimitError ? DO_NOT : null;
}

function isTemporary(error: unknown): boolean {
  if (error instanceof GpuLostError || error instanceof GpuMemoryError) return true;
  // What V8 says where an array's memory is not to be had.
  if (error instanceof RangeError) return /allocation failed/i.test(error.message);
  if (isCoded(error) && PASSING.has(error.code)) return true;
  return error instanceof Error && error.cause !== undefined && isTemporary(error.cause);
}
