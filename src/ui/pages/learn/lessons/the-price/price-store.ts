import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BenchProgress, BenchReport } from '../../../../../bench/report.ts';
import type { Fault } from '../../../../../worker/fault.ts';
import { newest } from '../../../../../worker/newest.ts';
import { labClient } from '../../../../state/actions.ts';
import { modelsUrl } from '../../../../state/data-addresses.ts';
import { isBusy } from '../../../../state/lab-state.ts';
import { labStore } from '../../../../state/lab-store.ts';
import { type CasePrice, casePrice, type PricedModel, pricePlan } from './price.ts';

/** Where the lesson's bench stands; its steps look at the same one. */
export type PriceState =
  | { readonly state: 'idle' }
  | {
      readonly state: 'running';
      readonly progress: BenchProgress | null;
      readonly found: readonly CasePrice[];
    }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly fault: Fault }
  | { readonly state: 'done'; readonly report: BenchReport; readonly found: readonly CasePrice[] };

const priceStore = createStore<{ readonly now: PriceState }>(() => ({ now: { state: 'idle' } }));

export function usePrice(): PriceState {
  return useStore(priceStore, ({ now }) => now);
}

/** Times the sets on this device; while it does, nothing else runs in the lab. */
export async function measurePrice(model: PricedModel): Promise<void> {
  const { status } = labStore.getState();
  if (isBusy(status)) return;
  const show = (now: PriceState) => priceStore.setState({ now });
  // Intervals take a moment, which the bench must not feel: each case's are found once.
  let found: readonly CasePrice[] = [];
  show({ state: 'running', progress: null, found });
  labStore.setState({ status: { state: 'loading', bytes: { loaded: 0, total: null } } });
  const job = { ...pricePlan(model), modelsUrl: modelsUrl() };
  const showProgress = newest<BenchProgress>((progress) => {
    found = [...found, ...progress.cases.slice(found.length).map(casePrice)];
    show({ state: 'running', progress, found });
  });
  const result = await labClient.bench.run(job, showProgress);
  labStore.setState({ status });
  if (result.ok) show({ state: 'done', report: result.value, found: result.value.cases.map(casePrice) });
  else if (result.fault.kind === 'cancelled') show({ state: 'cancelled' });
  else show({ state: 'failed', fault: result.fault });
}
