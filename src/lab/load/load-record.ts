import { nameWarnings } from '../../experiment/look-alikes.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { LoadArm, LoadRecord } from '../../results/load/load-record.ts';
import { lostWords } from '../../results/lost.ts';
import { posturesOf } from '../postures.ts';
import { promptNotes } from '../prompt-notes.ts';
import type { LoadOptions } from './load-options.ts';

/** The record of a run under load whose arms have ended. */
export function loadRecord(
  experiment: Experiment,
  arms: readonly LoadArm[],
  options: Omit<LoadOptions, 'onEvent'>,
): LoadRecord {
  const { model, engine, clock, limits = {}, notes = [] } = options;
  const { hash, parameters } = model.checkpoint;
  const postures = posturesOf({ ...options, experiment }, experiment.arms);
  return {
    ...{ lost: lostWords(postures), experiment, clock, limits },
    model: { name: model.name, hash, parameters },
    ...{ engine: engine.kind, adapter: engine.adapter, postures, arms },
    notes: [...notes, ...model.warnings, ...nameWarnings(experiment), ...promptNotes(experiment)],
  };
}
