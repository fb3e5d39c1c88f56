import type { Experiment } from '../../experiment/schema.ts';
import { afterEdit, withClaim } from './claim.ts';
import { labStore } from './lab-store.ts';

const { getState, setState } = labStore;

/**
 * Puts a changed experiment in the place of the one being composed, with the seats of its muted requests; what an earlier one
 * gave stays on screen.
 */
export function editExperiment(experiment: Experiment, muted = getState().chosen.muted): void {
  const { chosen, left } = getState();
  if (chosen.experiment === experiment) return;
  setState({
    chosen: { ...afterEdit(chosen, experiment), ...(muted && { muted }) },
    // Undo had brought it back.
    left: left === chosen ? null : left,
    refused: null,
  });
}

/** Gives an edited experiment the title and the description back that it was opened with. */
export function keepClaim(): void {
  setState(({ chosen }) => ({ chosen: withClaim(chosen) }));
}

export function undo(): void {
  labStore.temporal.getState().undo();
}

export function redo(): void {
  labStore.temporal.getState().redo();
}
