import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

interface CompareOptions {
  /** Streams fold what both arms agree on. */
  readonly onlyDifferences: boolean;
}

const optionsStore = createStore<CompareOptions>(() => ({ onlyDifferences: false }));

export function useCompareOptions<Slice>(select: (options: CompareOptions) => Slice): Slice {
  return useStore(optionsStore, select);
}

export function toggleOnlyDifferences(): void {
  optionsStore.setState(({ onlyDifferences }) => ({ onlyDifferences: !onlyDifferences }));
}
