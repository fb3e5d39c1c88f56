import { modelKey } from '../experiment/model-key.ts';
import { asksForRandom } from '../experiment/model-name.ts';
import { parseSource } from '../experiment/model-source.ts';
import type { Experiment } from '../experiment/schema.ts';
import { visible } from '../experiment/visible.ts';
import { httpModelFiles } from '../model/files-http.ts';
import type { KeptSource } from '../model/sources/kept-source.ts';
import { ggufOf, type ModelPlace } from '../model/sources/load-place.ts';
import type { KeptModel, Shelf } from '../model/sources/shelf.ts';
import { SourceError } from '../model/sources/source-error.ts';
import { type OwnModels, placeOfOwn } from './own-models.ts';

/** The model of an experiment, or of work that has none: by its name alone it ships with the lab, or is random. */
export type ModelChoice = Pick<Experiment['model'], 'name' | 'source' | 'revision' | 'hash' | 'file'>;

/** Where models are that do not ship with the lab. */
export interface Places {
  readonly shelf: Shelf<KeptSource>;
  readonly own: OwnModels;
}

/** Tells two choices apart. */
export function choiceKey(modelsUrl: string, choice: ModelChoice): string {
  return `${choice.source === undefined ? modelsUrl : ''}${modelKey(choice)}`;
}

/** Where the files of a chosen model are; null of one that is generated. Throws SourceError where it would have to be downloaded, or dropped. */
export async function placeOf(
  choice: ModelChoice,
  { modelsUrl, shelf, own, signal }: Places & { readonly modelsUrl: string; readonly signal?: AbortSignal },
): Promise<ModelPlace | null> {
  const { name, source, revision, file } = choice;
  if (file !== undefined) return await ownPlace(choice, { shelf, own });
  if (source === undefined) {
    if (asksForRandom(name)) return null;
    return { name, files: httpModelFiles(`${modelsUrl}${name}`, signal), gguf: null };
  }
  const parsed = parseSource(source);
  if (typeof parsed === 'string') throw new SourceError('missing', source, parsed);
  const kept = await shelf.find(parsed.source, revision ?? null);
  if (kept) return await keptPlace(name, kept, shelf);
  throw new SourceError(
    'not-kept',
    source,
    'expected it among the models that are kept here, found it not: it has to be downloaded first',
  );
}

/** Files of one's own, where they are in this page or kept: by what they hold. */
async function ownPlace({ name, hash, file }: ModelChoice, { shelf, own }: Places): Promise<ModelPlace> {
  if (hash !== undefined) {
    const here = own.byHash(hash);
    if (here) return placeOfOwn(here);
    const kept = await shelf.find({ kind: 'own', name }, hash);
    if (kept) return await keptPlace(name, kept, shelf);
  }
  const { name: called, bytes } = file!;
  throw new SourceError(
    'not-kept',
    name,
    `expected the ${called.endsWith('/') ? 'folder' : 'file'} ${visible(called)} that the experiment was made with (${bytes.toLocaleString('en')} bytes, ${hash}), found it not in this browser: drop or choose it`,
  );
}

async function keptPlace(
  name: string,
  kept: KeptModel<KeptSource>,
  shelf: Shelf<KeptSource>,
): Promise<ModelPlace> {
  return { name, files: await shelf.files(kept), gguf: ggufOf(kept) };
}
