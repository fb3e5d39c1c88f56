import { reasonOf } from './reason.ts';

/** A host that says nothing for so long is gone. */
export const SILENT_MS = 30_000;
export const SILENCE = `nothing for ${SILENT_MS / 1000} s`;

/** A connection that ended before the file did. */
export class CutError extends Error {}

/** The next bytes. Throws CutError where the connection ends or says nothing for long. */
export async function spoken<Next>(read: () => Promise<Next>): Promise<Next> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CutError(SILENCE)), SILENT_MS);
  });
  try {
    return await Promise.race([
      read().catch((error) => Promise.reject(new CutError(reasonOf(error)))),
      silence,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
