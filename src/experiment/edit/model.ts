import type { Experiment } from '../schema.ts';
import { type Edited, settle } from './edited.ts';

/** Names another model. The hash that a link came with was of the one before. */
export function changeModel(experiment: Experiment, name: string): Edited {
  return settle(experiment, { model: { name } });
}

/** What an experiment says of a model of its author's own files. */
export type OwnNamedModel = Required<Pick<Experiment['model'], 'name' | 'hash' | 'file'>>;

/** Takes a model of one's own files. */
export function changeOwn(experiment: Experiment, { name, hash, file }: OwnNamedModel): Edited {
  return settle(experiment, { model: { name, hash, file } });
}

/** What an experiment says of a model from elsewhere: `writeSource`'s text, and its commit and hash where they are known. */
export type SourcedModel = Pick<Experiment['model'], 'source' | 'revision' | 'hash'> & {
  readonly source: string;
};

/** Takes the model that another experiment names, whatever it is. */
export function changeToModel(experiment: Experiment, { name, ...from }: Experiment['model']): Edited {
  const { source, hash, file } = from;
  if (source !== undefined) return changeSource(experiment, { ...from, source });
  if (file !== undefined && hash !== undefined) return changeOwn(experiment, { name, hash, file });
  return changeModel(experiment, name);
}

/** Takes a model from elsewhere, which is named after its source. */
export function changeSource(experiment: Experiment, { source, revision, hash }: SourcedModel): Edited {
  return settle(experiment, {
    model: {
      name: 'nano',
      source,
      ...(revision !== undefined && { revision }),
      ...(hash !== undefined && { hash }),
    },
  });
}
