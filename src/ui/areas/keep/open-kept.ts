import { visible } from '../../../experiment/visible.ts';
import { labStore } from '../../state/lab-store.ts';
import { add } from '../../state/opening.ts';
import { runAddress } from '../../state/page-address.ts';
import type { RunFile } from '../../state/runs/kept-run.ts';
import { IDLE, isUnderWay } from '../../state/task.ts';
import type { KeptRuns } from '../../state/visit.ts';
import { bringAnswers } from '../investigate/search-store.ts';

const { getState, setState } = labStore;

/** Opens a kept run's experiment with everything that was known of the run; a refusal says why it cannot be opened. */
async function open(id: string): Promise<void> {
  const file = await readOrRefuse(id);
  if (!file) return;
  const { keptView } = await import('../../state/runs/kept-view.ts');
  const view = keptView(file);
  const { experiment } = view;
  if (!experiment) return;
  add({ id: `run:${id}`, experiment }, runAddress(id));
  // A run under way lets nothing else be opened.
  if (getState().chosen.experiment !== experiment) return;
  setState({ view, status: IDLE });
  bringAnswers(experiment, file.answers);
}

/** Shows a kept run's results beside the experiment on screen, as a page does that is loaded again. */
async function show(id: string): Promise<void> {
  const { chosen: before } = getState();
  const { readRun } = await import('../../state/runs/kept-runs.ts');
  // It may have been deleted since: then there is nothing to show, and nobody asked for it by name.
  const file = await readRun(id).catch(() => null);
  if (!file) return;
  const { keptView, sameExperiment } = await import('../../state/runs/kept-view.ts');
  const { chosen, status, view: now } = getState();
  if (chosen.experiment !== before.experiment || isUnderWay(status)) return;
  if (now.source === 'live' || now.source === 'kept') return;
  const view = keptView(file);
  const same = view.experiment && sameExperiment(view.experiment, chosen.experiment);
  const experiment = same ? chosen.experiment : view.experiment;
  setState({ view: { ...view, experiment } });
  if (experiment) bringAnswers(experiment, file.answers);
}

async function readOrRefuse(id: string): Promise<RunFile | null> {
  const called = `“${visible(id.slice(0, 60))}”`;
  try {
    const { readRun } = await import('../../state/runs/kept-runs.ts');
    const file = await readRun(id);
    if (!file)
      setState({
        refused: `No run ${called} is kept in this browser: it was deleted, or another browser keeps it.`,
      });
    return file;
  } catch (error) {
    const { RunFormatError } = await import('../../state/runs/kept-run.ts');
    const reason = error instanceof RunFormatError ? error.message : 'the browser does not give it out';
    setState({ refused: `The kept run ${called} cannot be opened: ${reason}` });
    return null;
  }
}

export const keptRuns: KeptRuns = { open, show };
