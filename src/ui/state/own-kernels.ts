import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Experiment } from '../../experiment/schema.ts';
import { type OwnKernel, ownKernelsIn } from '../../experiment/shaders.ts';
import type { OwnClaim } from '../../results/own-claim.ts';
import { labClient } from './client.ts';

/** An experiment that waits for the visitor's yes. */
interface Waiting {
  readonly experiment: Experiment;
  readonly answer: (yes: boolean) => void;
}

interface OwnKernelsState {
  /** Hashes of the texts to which the visitor said yes: for this visit, and kept nowhere. */
  readonly allowed: ReadonlySet<string>;
  readonly waiting: Waiting | null;
  /** What tests of this visit found of texts, by hash, the latest. */
  readonly claims: ReadonlyMap<string, OwnClaim>;
}

export const ownKernelsStore = createStore<OwnKernelsState>(() => ({
  allowed: new Set(),
  waiting: null,
  claims: new Map(),
}));
const { getState, setState } = ownKernelsStore;

export function useOwnKernels<Slice>(select: (state: OwnKernelsState) => Slice): Slice {
  return useStore(ownKernelsStore, select);
}

/** Texts of an experiment to which the visitor has not said yes. */
export function strangeKernels(experiment: Experiment): OwnKernel[] {
  const { allowed } = getState();
  return ownKernelsIn(experiment).filter(({ hash }) => !allowed.has(hash));
}

/**
 * Asks the visitor, who is shown the texts, unless the answer is known. Only what a visitor did leads here: opening runs nothing.
 * @returns whether all of an experiment's own kernels may run.
 */
export async function askForOwnKernels(experiment: Experiment): Promise<boolean> {
  if (strangeKernels(experiment).length > 0) {
    getState().waiting?.answer(false);
    const yes = await new Promise<boolean>((resolve) => {
      const answer = (said: boolean) => {
        // Whoever asks next has taken the place by then.
        setState(({ waiting }) => (waiting?.answer === answer ? { waiting: null } : {}));
        resolve(said);
      };
      setState({ waiting: { experiment, answer } });
    });
    if (!yes) return false;
    allowKernels(ownKernelsIn(experiment).map(({ hash }) => hash));
  }
  tellWorker(experiment);
  return true;
}

/** Texts that the visitor wrote, or has read. */
export function allowKernels(hashes: readonly string[]): void {
  setState(({ allowed }) => ({ allowed: new Set([...allowed, ...hashes]) }));
}

/** The worker, which may be a new one, refuses what it was not told of. It takes its questions in order. */
function tellWorker(experiment: Experiment): void {
  void labClient.device.allowKernels(ownKernelsIn(experiment).map(({ hash }) => hash));
}

export function keepClaims(found: readonly OwnClaim[]): void {
  if (found.length === 0) return;
  setState(({ claims }) => ({
    claims: new Map([...claims, ...found.map((claim) => [claim.hash, claim] as const)]),
  }));
}
