import type { KeptStudy } from '../../studies/sweep/ledger-opfs.ts';
import type { Outcome } from '../../worker/outcome.ts';
import { labClient } from './client.ts';

/** A study with results in this browser, and the bytes that all of it takes. */
export interface WeighedStudy extends KeptStudy {
  readonly bytes: number;
}

/** Told to the window where results of a study were deleted, so that a page that shows them shows them no longer. */
export const STUDIES_CHANGED = 'batchmates-studies-changed';

/** Asks the worker; a browser that gives no storage has an error of its own. */
export async function weighStudies(): Promise<Outcome<readonly WeighedStudy[]>> {
  const kept = await labClient.study.kept();
  if (!kept.ok || kept.value.length === 0) return kept.ok ? { ok: true, value: [] } : kept;
  const sizes = await labClient.study.bytes(kept.value.map(({ hash }) => hash));
  if (!sizes.ok) return sizes;
  return { ok: true, value: kept.value.map((study, at) => ({ ...study, bytes: sizes.value[at] })) };
}

export async function forgetStudy(hash: string): Promise<Outcome<void>> {
  const outcome = await labClient.study.forget(hash);
  if (outcome.ok) window.dispatchEvent(new Event(STUDIES_CHANGED));
  return outcome;
}
