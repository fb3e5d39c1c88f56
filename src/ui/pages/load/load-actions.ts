import type { Action } from '../../state/action.ts';
import { loadExperiments } from '../../state/load-experiments.ts';
import { loadPresetAddress } from '../../state/page-address.ts';

/** Presets that the lab cannot run, opened where they run. */
export const loadActions: readonly Action[] = loadExperiments.map(
  ({ id, experiment }): Action => ({
    id: `preset-${id}`,
    title: `Open the preset: ${experiment.title}`,
    group: 'Presets',
    run: () => {
      location.hash = loadPresetAddress(id);
    },
  }),
);
