import type { Action } from './action.ts';

type Source = () => Promise<readonly Action[]>;

const sources: Source[] = [];

/** Adds actions that only the command palette knows, loaded when it is first opened: those of pages that may never be. */
export function addActions(source: Source): void {
  sources.push(source);
}

export async function moreActions(): Promise<readonly Action[]> {
  return (await Promise.all(sources.map((source) => source()))).flat();
}
