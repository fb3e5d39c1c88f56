import type { Action } from '../../state/action.ts';
import { loadExperiments } from '../../state/load-experiments.ts';
import { LOAD_WATCH_ADDRESS, loadPresetAddress } from '../../state/page-address.ts';

/** Presets that the lab cannot run, opened where they run, and the form for a server that is watched. */
export const loadActions: readonly Action[] = [
  ...loadExperiments.map(({ id, experiment }) =>
    goTo(`preset-${id}`, `Open the preset: ${experiment.title}`, 'Presets', loadPresetAddress(id)),
  ),
  goTo('load-watch', 'Watch a server under load', 'Run', LOAD_WATCH_ADDRESS),
];

function goTo(id: string, title: string, group: Action['group'], address: string): Action {
  return {
    ...{ id, title, group },
    run: () => {
      location.hash = address;
    },
  };
}
