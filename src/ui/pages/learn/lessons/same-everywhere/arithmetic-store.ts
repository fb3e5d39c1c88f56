import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ShownOn } from '../../../../../worker/methods/census.ts';
import { labClient } from '../../../../state/client.ts';
import { IDLE, type Task, task } from '../../../../state/task.ts';
import { EXPONENTS } from './exp-case.ts';
import { FUSIONS } from './fusion-case.ts';

/** What the reader's adapter made of the lesson's operands; both figures look at the same answer. */
export type Asked = Task<null, ShownOn>;

const store = createStore<{ readonly now: Asked }>(() => ({ now: IDLE }));
const asking = task<null, ShownOn>((now) => store.setState({ now }));

export function useAsked(): Asked {
  return useStore(store, ({ now }) => now);
}

/** One call for all: the sums first, then the exponents. */
export function askAdapter(): Promise<boolean> {
  const none = EXPONENTS.map(() => 0);
  return asking.start(null, () =>
    labClient.census.show({
      a: [...FUSIONS.map(({ a }) => a), ...EXPONENTS],
      b: [...FUSIONS.map(({ b }) => b), ...none],
      c: [...FUSIONS.map(({ c }) => c), ...none],
    }),
  );
}

/** Of an answer's list, what belongs to the sums. */
export function ofFusions(list: readonly number[]): readonly number[] {
  return list.slice(0, FUSIONS.length);
}

/** Of an answer's list, what belongs to the exponents. */
export function ofExponents(list: readonly number[]): readonly number[] {
  return list.slice(FUSIONS.length);
}
