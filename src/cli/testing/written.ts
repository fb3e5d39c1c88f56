import { afterEach, beforeEach, vi } from 'vitest';

/** What each test of a file wrote to the standard streams, which get nothing of it. */
export interface Written {
  out: string;
  err: string;
  /** Both, in the order in which they were written. */
  all: string;
}

export function captureStreams(): Written {
  const written = { out: '', err: '', all: '' };
  beforeEach(() => {
    Object.assign(written, { out: '', err: '', all: '' });
    for (const name of ['out', 'err'] as const)
      vi.spyOn(process[`std${name}`], 'write').mockImplementation((text) => {
        written[name] += String(text);
        written.all += String(text);
        return true;
      });
  });
  afterEach(() => void vi.restoreAllMocks());
  return written;
}
