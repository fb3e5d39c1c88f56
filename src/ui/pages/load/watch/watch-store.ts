import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { isLoopback } from '../../../../experiment/model-source.ts';
import { keyProblem, serverAddress } from '../../../../lab/served/server-address.ts';
import { keptServer } from '../../../state/kept-servers.ts';
import { IDLE, type Task } from '../../../state/task.ts';

/** How far listening to a server is. */
export type WatchStage =
  | { readonly stage: 'asking'; readonly tries: number }
  | { readonly stage: 'listening' }
  | { readonly stage: 'lost'; readonly message: string; readonly wait: number };

export interface WatchState {
  /** As it was typed. */
  readonly address: string;
  /** In this tab's memory, until the page is closed or the key forgotten. */
  readonly key: string;
  /** Whether a server of another machine may be watched. */
  readonly elsewhere: boolean;
  /** Its result: why it is no longer watched. */
  readonly work: Task<WatchStage, string>;
  /** Events of the stream: drawn, of an unknown type, broken, and what was wrong with the first of those. */
  readonly heard: number;
  readonly unknown: number;
  readonly broken: number;
  readonly problem: string | null;
}

/** Where `lab serve` listens unless it is told otherwise. */
const USUAL_SERVER = 'http://127.0.0.1:8000';

export const NOTHING_HEARD = { heard: 0, unknown: 0, broken: 0, problem: null } as const;

export const watchStore = createStore<WatchState>()(() => ({
  address: keptServer('watch') ?? USUAL_SERVER,
  key: '',
  elsewhere: false,
  work: IDLE,
  ...NOTHING_HEARD,
}));

export function useWatch<Slice>(select: (state: WatchState) => Slice): Slice {
  return useStore(watchStore, select);
}

export function changeWatch(change: Partial<Pick<WatchState, 'address' | 'key' | 'elsewhere'>>): void {
  watchStore.setState(change);
}

/** The server that would be asked; a text says why none is. */
export function placeOf({ address, key, elsewhere }: Pick<WatchState, 'address' | 'key' | 'elsewhere'>) {
  const url = serverAddress(address);
  if (typeof url === 'string') return url;
  if (!elsewhere && !isLoopback(url))
    return `${url.origin} is another machine: tick below that it may be watched`;
  return keyProblem(key) ?? { url, key: key.trim() || null };
}
