import { NGRAM } from '../../experiment/speculation-schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { mostOf } from '../../steps/draft-length.ts';
import type { Speculation } from '../../steps/speculation.ts';

/** A model with those that draft for it where arms speculate; `load` is asked for each once. Throws what that throws. */
export async function withDrafts(
  model: LoadedModel,
  arms: readonly { readonly speculation?: Pick<Speculation, 'draft' | 'k'> }[],
  load: (name: string) => Promise<LoadedModel>,
): Promise<LoadedModel> {
  const named = arms.flatMap(({ speculation }) =>
    speculation && mostOf(speculation.k) > 0 ? [speculation.draft] : [],
  );
  const drafts = new Map<string, LoadedModel>();
  for (const name of new Set(named)) {
    if (name !== NGRAM && name !== model.name) drafts.set(name, await load(name));
  }
  return drafts.size > 0 ? { ...model, drafts } : model;
}
