import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BenchProgress, BenchReport } from '../../../../../bench/report.ts';
import { newest } from '../../../../../worker/newest.ts';
import { labClient } from '../../../../state/client.ts';
import { modelsUrl } from '../../../../state/data-addresses.ts';
import { IDLE, isUnderWay, type Task, task } from '../../../../state/task.ts';
import { COST_PLAN } from './cost-case.ts';

/** Progress is null while the model loads. */
export type Measuring = Task<BenchProgress | null, BenchReport>;

const store = createStore<{ readonly now: Measuring }>(() => ({ now: IDLE }));
const measuring = task<BenchProgress | null, BenchReport>(
  (now) => store.setState({ now }),
  () => void labClient.turns.cancel(),
);

export function useCost(): Measuring {
  return useStore(store, ({ now }) => now);
}

/** Times both sets on this device. */
export async function measureCost(): Promise<void> {
  if (isUnderWay(store.getState().now)) return;
  const job = { ...COST_PLAN, modelsUrl: modelsUrl() };
  await measuring.start(null, ({ report }) => labClient.bench.run(job, newest(report)));
}

export const stopCost = measuring.cancel;
