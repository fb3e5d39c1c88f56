import { vi } from 'vitest';
import { forgetQuestions } from '../../../state/testing/fake-client.ts';
import { couplingStore } from '../couplings/coupling-store.ts';
import { loadStore } from '../load-store.ts';
import { smallCrowd } from './small-crowd.ts';

/** The page Load as a first visit finds it, with a small crowd and no run that ships. @returns what takes the stand-ins away */
export function freshLoadPage(): () => void {
  localStorage.clear();
  history.replaceState(null, '', '#load');
  forgetQuestions();
  couplingStore.setState(couplingStore.getInitialState(), true);
  loadStore.setState({ ...loadStore.getInitialState(), experiment: smallCrowd }, true);
  vi.stubGlobal('fetch', async () => ({ ok: false }));
  return () => vi.unstubAllGlobals();
}
