import { useEffect, useState } from 'react';
import { type AlarmsReport, readAlarms } from '../../../../audit/graded/alarms-report.ts';
import { fetchAudit } from '../fetch-audit.ts';

/** Grades that ship with the page; null before they are here. `problem`: why they cannot be read. */
export interface AlarmsState {
  readonly report: AlarmsReport | null;
  readonly problem: string | null;
}

export function useAlarms(): AlarmsState {
  const [state, setState] = useState<AlarmsState>({ report: null, problem: null });
  useEffect(() => {
    const leaving = new AbortController();
    fetchAlarms(leaving.signal).then(
      (report) => setState({ report, problem: null }),
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        setState({ report: null, problem: `The grades cannot be read: ${why}` });
      },
    );
    return () => leaving.abort();
  }, []);
  return state;
}

async function fetchAlarms(signal: AbortSignal): Promise<AlarmsReport> {
  const response = await fetchAudit('alarms', signal);
  return readAlarms(await response.json(), 'audit/alarms.json');
}
