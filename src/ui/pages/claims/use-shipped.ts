import { useEffect } from 'react';
import { loadShipped } from './claims-store.ts';

/** Fetches what ships. */
export function useShipped(): void {
  useEffect(() => {
    const leaving = new AbortController();
    void loadShipped(leaving.signal);
    return () => leaving.abort();
  }, []);
}
