import { useEffect, useState } from 'react';
import type { BenchReport } from '../../../bench/report.ts';
import { exampleUrl } from '../../state/data-addresses.ts';

/** The bench that ships with the page, written by `npm run -s bench -- --json`; null until it is there, or where it is not. */
export function useBenchExample(wanted: boolean): BenchReport | null {
  const [report, setReport] = useState<BenchReport | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const leaving = new AbortController();
    // Without it the page says that nothing was timed yet, which is true.
    loadExample(leaving.signal).then(setReport, () => undefined);
    return () => leaving.abort();
  }, [wanted]);
  return report;
}

async function loadExample(signal: AbortSignal): Promise<BenchReport | null> {
  const response = await fetch(exampleUrl('bench'), { signal });
  if (!response.ok) return null;
  const { reports } = (await response.json()) as { readonly reports: readonly BenchReport[] };
  return reports[0];
}
