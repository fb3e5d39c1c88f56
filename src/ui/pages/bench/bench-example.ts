import { useEffect, useState } from 'react';
import type { BenchReport } from '../../../bench/report.ts';
import type { WeightsReport } from '../../../bench/weights-report.ts';
import { exampleUrl } from '../../state/data-addresses.ts';

/** The bench that ships with the page, written by `npm run -s bench -- --json`; null until it is there, or where it is not. */
export function useBenchExample(wanted: boolean): BenchReport | null {
  return useExample<{ readonly reports: readonly BenchReport[] }>('bench', wanted)?.reports[0] ?? null;
}

/** Portable kernels beside invariant ones, written by `npm run -s bench -- --engines invariant,portable --json`; null likewise. */
export function usePortableExample(wanted: boolean): BenchReport | null {
  return (
    useExample<{ readonly reports: readonly BenchReport[] }>('bench-portable', wanted)?.reports[0] ?? null
  );
}

/** The bench of formats and drafts, written by `npm run -s bench -- --weights --json`; null likewise. */
export function useWeightsExample(): WeightsReport | null {
  return useExample<WeightsReport>('bench-weights', true);
}

function useExample<Example>(name: string, wanted: boolean): Example | null {
  const [example, setExample] = useState<Example | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const leaving = new AbortController();
    // Without it the page says that nothing was timed yet, which is true.
    loadExample<Example>(name, leaving.signal).then(setExample, () => undefined);
    return () => leaving.abort();
  }, [name, wanted]);
  return example;
}

async function loadExample<Example>(name: string, signal: AbortSignal): Promise<Example | null> {
  const response = await fetch(exampleUrl(name), { signal });
  return response.ok ? ((await response.json()) as Example) : null;
}
