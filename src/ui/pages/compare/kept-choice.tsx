import { useEffect, useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import type { ImportSide } from '../../../worker/methods/imports.ts';
import { refreshRuns, useKeptRuns } from '../../state/runs/kept-runs.ts';
import { runName } from '../../state/runs/run-summary.ts';
import { openKeptRun } from './kept-side.ts';

/** A run that this browser keeps, in the place of a file; nothing where it keeps none. */
export function KeptChoice({ side }: { readonly side: ImportSide }) {
  const runs = useKeptRuns(({ list }) => list?.runs);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    // A browser that keeps nothing has none to choose.
    refreshRuns().catch(() => undefined);
  }, []);
  const done = runs?.filter(({ outcome }) => outcome === 'done') ?? [];
  if (done.length === 0) return null;
  const open = (id: string) => {
    setFailed(null);
    openKeptRun(side, id).catch((error: unknown) =>
      setFailed(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <>
      <select
        aria-label={`Kept run as ${side.toUpperCase()}`}
        value=""
        onChange={({ target }) => open(target.value)}
      >
        <option value="">A kept run…</option>
        {done.map((run) => (
          <option key={run.id} value={run.id}>
            {visible(runName(run))}, {new Date(run.date).toLocaleString()}
          </option>
        ))}
      </select>
      {failed && <p role="alert">{visible(failed)}</p>}
    </>
  );
}
