import { requestFields } from '../../../../audit/drift/load-table.ts';
import type { LoadArm, LoadRecord } from '../../../../results/load/load-record.ts';
import type { DriftRow, DriftSource } from '../../../../worker/methods/audit-drift.ts';
import { exampleUrl } from '../../../state/data-addresses.ts';
import { openArms } from './drift-store.ts';

/** The lab's own traffic: the first two arms of the run under load that is on the page Load, else of the one that ships with it. */
export async function openOwnTraffic(): Promise<void> {
  const { loadStore } = await import('../../load/load-store.ts');
  const own = loadStore.getState().record;
  const record = own ?? (await shipped());
  const [first, second = first] = record.arms;
  const words = `Requests of the lab under load, ${own ? 'the run of the page Load' : 'computed earlier'}: the arm ${first.name} against ${second.name}.`;
  await openArms(sourceOf(first), sourceOf(second), words);
}

async function shipped(): Promise<LoadRecord> {
  const response = await fetch(exampleUrl('load-viral-surge'));
  if (!response.ok) throw new Error('the run that ships with the page cannot be fetched');
  return ((await response.json()) as { readonly record: LoadRecord }).record;
}

function sourceOf({ name, requests }: LoadArm): DriftSource {
  return { kind: 'rows', name, rows: requests.map((request) => requestFields(request) as DriftRow) };
}
