import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BenchProgress, BenchReport } from '../../../../../bench/report.ts';
import { newest } from '../../../../../worker/newest.ts';
import { labClient } from '../../../../state/client.ts';
import { modelsUrl } from '../../../../state/data-addresses.ts';
import { BEGUN } from '../../../../state/lab-state.ts';
import { labStore } from '../../../../state/lab-store.ts';
import { IDLE, isUnderWay, type Task, task } from '../../../../state/task.ts';
import { type CasePrice, casePrice, type PricedModel, pricePlan } from './price.ts';

interface Measuring {
  /** Null while the model loads. */
  readonly bench: BenchProgress | null;
  readonly found: readonly CasePrice[];
}

interface Measured {
  readonly report: BenchReport;
  readonly found: readonly CasePrice[];
}

/** Where the lesson's bench stands; its steps look at the same one. */
export type PriceState = Task<Measuring, Measured>;

const priceStore = createStore<{ readonly now: PriceState }>(() => ({ now: IDLE }));
const measuring = task<Measuring, Measured>((now) => priceStore.setState({ now }));

export function usePrice(): PriceState {
  return useStore(priceStore, ({ now }) => now);
}

/** Times the sets on this device; while it does, nothing else runs in the lab. */
export async function measurePrice(model: PricedModel): Promise<void> {
  const { status } = labStore.getState();
  if (isUnderWay(status)) return;
  // Intervals take a moment, which the bench must not feel: each case's are found once.
  let found: readonly CasePrice[] = [];
  labStore.setState({ status: BEGUN });
  const job = { ...pricePlan(model), modelsUrl: modelsUrl() };
  await measuring.start({ bench: null, found }, async ({ report }) => {
    const answer = await labClient.bench.run(
      job,
      newest((bench) => {
        found = [...found, ...bench.cases.slice(found.length).map(casePrice)];
        report({ bench, found });
      }),
    );
    labStore.setState({ status });
    if (!answer.ok) return answer;
    const { value } = answer;
    return { ok: true, value: { report: value, found: value.cases.map(casePrice) } };
  });
}
