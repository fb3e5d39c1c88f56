import { modelKey } from '../experiment/model-key.ts';
import { asksForRandom } from '../experiment/model-name.ts';
import { parseSource } from '../experiment/model-source.ts';
import type { Experiment } from '../experiment/schema.ts';
import { httpModelFiles } from '../model/files-http.ts';
import { ggufOf, type ModelPlace } from '../model/sources/load-place.ts';
import type { Shelf } from '../model/sources/shelf.ts';
import { SourceError } from '../model/sources/source-error.ts';
import type { OwnModels } from './own-models.ts';

/** The model of an experiment, or of work that has none: by its name alone it ships with the lab, or is random. */
export type ModelChoice = Pick<Experiment['model'], 'name' | 'source' | 'revision'>;

/** Where models are that do not ship with the lab. */
export interface Places {
  readonly shelf: Shelf;
  readonly own: OwnModels;
}

/** Tells two choices apart. */
export function choiceKey(modelsUrl: string, choice: ModelChoice): string {
  return `${choice.source === undefined ? modelsUrl : ''}${modelKey(choice)}`;
}

/** Where the files of a chosen model are; null of one that is generated. Throws SourceError where it would have to be downloaded. */
export async function placeOf(
  { name, source, revision }: ModelChoice,
  { modelsUrl, shelf, own, signal }: Places & { readonly modelsUrl: string; readonly signal?: AbortSignal },
): Promise<ModelPlace | null> {
  if (source === undefined) {
    if (asksForRandom(name)) return null;
    return own.find(name) ?? { name, files: httpModelFiles(`${modelsUrl}${name}`, signal), gguf: null };
  }
  const parsed = parseSource(source);
  if (typeof parsed === 'string') throw new SourceError('missing', source, parsed);
  const kept = await shelf.find(parsed.source, revision ?? null);
  if (!kept)
    throw new SourceError(
      'not-kept',
      source,
      'expected it among the models that are kept here, found it not: it has to be downloaded first',
    );
  return { name, files: await shelf.files(kept), gguf: ggufOf(kept) };
}
