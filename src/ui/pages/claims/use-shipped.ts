import { useEffect, useState } from 'react';
import { loadShipped } from './claims-store.ts';

/** Fetches what ships. @returns why that failed, or null. */
export function useShipped(): string | null {
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    loadShipped(leaving.signal).catch((error: unknown) => {
      if (!leaving.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => leaving.abort();
  }, []);
  return problem;
}
