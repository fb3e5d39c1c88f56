import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Experiment } from '../../../experiment/schema.ts';
import type { ForkReport } from '../../../studies/search/fork-search.ts';
import type { PairChoice } from '../../../studies/search/pair.ts';
import { applyNews } from '../../state/apply-news.ts';
import { labClient } from '../../state/client.ts';
import { modelsUrl } from '../../state/data-addresses.ts';
import { keptCertificates } from '../../state/kept-certificates.ts';
import { BEGUN } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { mayRunNow } from '../../state/running.ts';
import { IDLE, isUnderWay, type Task, task } from '../../state/task.ts';
import { openAndRun } from '../investigate/ask.ts';

/** Prompts that one press tries at most: about half of all forked where it was measured, so that few searches come to their end. */
const MOST = 24;

/** How many prompts there are to try. */
export interface Finding {
  readonly most: number;
}

interface FindState {
  /** Whose search it is: it says nothing of another experiment. */
  readonly experiment: Experiment | null;
  readonly round: number;
  /** What was tried, also where it was stopped. */
  readonly tried: ForkReport | null;
  readonly now: Task<Finding, ForkReport>;
}

const findStore = createStore<FindState>(() => ({
  ...{ experiment: null, round: 0, tried: null, now: IDLE },
}));

export function useFind(): FindState {
  return useStore(findStore, (state) => state);
}

const search = task<Finding, ForkReport>((now) => findStore.setState({ now }));

/**
 * Tries prompts in the pair's two arms until one forks; that one is opened and run. `round`: 0 for the pair's own company.
 * @returns whether one did.
 */
export async function findOne(experiment: Experiment, pair: PairChoice, round: number): Promise<boolean> {
  const { status: before, engine } = labStore.getState();
  if (isUnderWay(before)) return false;
  if (experiment.shaders && !(await mayRunNow(experiment))) return false;
  labStore.setState({ status: BEGUN });
  findStore.setState({ experiment, round, tried: null });
  const request = {
    ...{ experiment, engine, pair, most: MOST, round },
    ...{ modelsUrl: modelsUrl(), certificates: keptCertificates() },
  };
  let found: Experiment | null = null;
  await search.start({ most: MOST }, async ({ report }) => {
    const outcome = await labClient.search.fork(request, (news) => {
      labStore.setState(({ status, view }) => ({ status: applyNews({ status, view }, news).status }));
      const latest = news.findLast((each) => each.type === 'fork-search');
      if (!latest) return;
      findStore.setState({ tried: latest.partial });
      report({ most: latest.most / 2 });
    });
    labStore.setState({ status: before });
    if (outcome.ok) {
      found = outcome.value.experiment;
      findStore.setState({ tried: outcome.value });
    }
    return outcome;
  });
  if (found) openAndRun('found', found);
  return found !== null;
}
