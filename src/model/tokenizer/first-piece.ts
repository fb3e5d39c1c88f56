import { ModelError, shown } from '../model-error.ts';

interface Part {
  readonly type?: unknown;
  readonly [field: string]: unknown;
}

/**
 * Metaspace with `first` goes by where in the text as written a piece begins, which is not followed here through
 * normalizers that put something in front of the text or may leave out its first characters.
 * Throws ModelError naming such a pair, which no published tokenizer has.
 */
export function checkFirstPiece(normalizer: unknown, preTokenizer: unknown, at: string): void {
  const first = partsOf(preTokenizer).some((part) => {
    return part.type === 'Metaspace' && part.prepend_scheme === 'first';
  });
  const moving = first ? partsOf(normalizer).find(movesStart) : undefined;
  if (moving === undefined) return;
  throw new ModelError(
    `${at}: pre_tokenizer`,
    `expected no Metaspace with prepend_scheme "first" beside a normalizer of type ${shown(moving.type)}, found one`,
  );
}

function movesStart({ type, pattern, content, strip_left }: Part): boolean {
  switch (type) {
    case 'Replace':
      return content === '' || !isOneCharacter(pattern as { readonly String?: string });
    case 'Strip':
      return strip_left === true;
    default:
      return ['Prepend', 'StripAccents', 'Nmt', 'BertNormalizer'].includes(String(type));
  }
}

function isOneCharacter({ String: text }: { readonly String?: string }): boolean {
  return text !== undefined && Array.from(text).length === 1;
}

/** A part and those in it, which the readers of parts have found to be well formed. */
function partsOf(json: unknown): Part[] {
  if (typeof json !== 'object' || json === null) return [];
  const part = json as Part;
  const inner = part.type === 'Sequence' ? (part.normalizers ?? part.pretokenizers) : [];
  return [part, ...(inner as unknown[]).flatMap(partsOf)];
}
