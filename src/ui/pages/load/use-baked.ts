import { useEffect } from 'react';
import { adapterName } from '../../../results/adapter-name.ts';
import type { LoadRecord } from '../../../results/load/load-record.ts';
import { exampleUrl } from '../../state/data-addresses.ts';
import { ArmView } from './arm-view.ts';
import { FIRST, loadStore, showBaked } from './load-store.ts';

/** A run that was computed before and ships with the page: `public/examples/load-<preset>.json`, written by scripts/bake-load.ts. */
export interface BakedLoad {
  readonly version: 1;
  readonly record: LoadRecord;
  /** Text of every token of its probes, by id. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Shows the baked run until the visitor has one; a page without it says that nothing has run yet, which is true. */
export function useBaked(): void {
  useEffect(() => {
    if (loadStore.getState().ran !== null) return;
    const leaving = new AbortController();
    load(leaving.signal).then(show, () => undefined);
    return () => leaving.abort();
  }, []);
}

async function load(signal: AbortSignal): Promise<BakedLoad | null> {
  const response = await fetch(exampleUrl(`load-${FIRST}`), { signal });
  return response.ok ? ((await response.json()) as BakedLoad) : null;
}

function show(file: BakedLoad | null): void {
  if (!file) return;
  const { record, texts } = file;
  const views = record.arms.map((arm) => ArmView.of(arm, (token) => texts[token] ?? ''));
  const where = record.engine === 'cpu' ? 'the CPU engine' : adapterName(record.adapter);
  showBaked(views, record.experiment, where);
}
