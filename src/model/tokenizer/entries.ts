import { ModelError, shown } from '../model-error.ts';
import type { AddedToken } from './added-tokens.ts';
import type { VocabularyModel } from './vocabulary.ts';

/** Id to entry. Throws ModelError for an id that two entries hold. */
export function entriesById(
  { vocabulary }: VocabularyModel,
  added: readonly AddedToken[],
  at: string,
): Map<number, string> {
  const entries = new Map<number, string>();
  const add = (field: string, entry: string, id: number): void => {
    const other = entries.get(id);
    if (other !== undefined && other !== entry) {
      const found = `${id} for ${shown(other)} too`;
      throw new ModelError(at, `${field}${shown(entry)}: expected one token per id, found ${found}`);
    }
    entries.set(id, entry);
  };
  for (const [entry, id] of vocabulary) add('model.vocab.', entry, id);
  for (const { id, content } of added) add('added_tokens ', content, id);
  return entries;
}

/**
 * Tokens that the model has no row for, such as a padding token that was added to the tokenizer alone: harmless until a
 * text spells one, which is refused where prompts are checked against the model.
 */
export function beyondVocabulary(entries: ReadonlyMap<number, string>, vocabSize: number): string[] {
  const beyond = [...entries].filter(([id]) => id >= vocabSize);
  if (beyond.length === 0) return [];
  const [[id, entry]] = beyond;
  const more = beyond.length > 1 ? `, and ${beyond.length - 1} more such ids` : '';
  return [
    `tokenizer.json gives ${shown(entry)} id ${id}${more}, config.json says vocab_size ${vocabSize}: a prompt with such a token is refused`,
  ];
}
