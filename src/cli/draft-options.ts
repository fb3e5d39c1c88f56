import { basename } from 'node:path';
import { modelNameProblem } from '../experiment/model-name.ts';
import { NGRAM } from '../experiment/speculation-schema.ts';
import { MOST_VERIFIED } from '../experiment/verify-schema.ts';
import { type DraftLength, MOST_DRAFTED } from '../steps/draft-length.ts';
import type { Speculation } from '../steps/speculation.ts';
import { UsageError, wholeNumber } from './usage.ts';

/** Drafted tokens a step where `--draft` comes without `--speculate`. */
const USUAL = 4;
/** Stands for a draft model whose place is no name. */
const UNNAMED = 'draft';

/** What `--draft` and `--speculate` ask of an arm, and where the model comes from that drafts. */
export interface DraftAsked {
  readonly speculation: Speculation;
  /** By the name that the arm gives it, what `--model` would say; empty where none drafts. */
  readonly from: Readonly<Record<string, string>>;
}

/** Null where neither is given. Throws UsageError. */
export function draftAsked({
  draft,
  speculate,
}: {
  readonly draft?: string | undefined;
  readonly speculate?: string | undefined;
}): DraftAsked | null {
  if (draft === undefined && speculate === undefined) return null;
  if (draft === '') throw new UsageError('--draft: expected ngram or a model, found an empty name');
  const k = lengthOf(speculate);
  if (draft === undefined || draft === NGRAM)
    return { speculation: { draft: NGRAM, k, accept: 'coupled' }, from: {} };
  const own = modelNameProblem(draft) === null ? draft : basename(draft);
  const name = modelNameProblem(own) === null && own !== NGRAM ? own : UNNAMED;
  return { speculation: { draft: name, k, accept: 'coupled' }, from: { [name]: draft } };
}

/** What `--verify` asks of an arm: that everyone is verified, in windows of so many tokens. Throws UsageError. */
export function verifyAsked({ verify }: { readonly verify?: string | undefined }): {
  readonly verify?: { readonly window: number };
} {
  if (verify === undefined) return {};
  const window = wholeNumber('verify', verify, 1);
  if (window > MOST_VERIFIED)
    throw new UsageError(`--verify: expected at most ${MOST_VERIFIED} tokens, found "${verify}"`);
  return { verify: { window } };
}

function lengthOf(speculate: string | undefined): DraftLength {
  if (speculate === undefined) return USUAL;
  if (speculate === 'auto' || speculate === 'bandit') return speculate;
  const k = /^\d+$/.test(speculate) ? wholeNumber('speculate', speculate, 0) : Number.NaN;
  if (k <= MOST_DRAFTED) return k;
  throw new UsageError(
    `--speculate: expected 0 to ${MOST_DRAFTED} tokens, auto or bandit, found "${speculate}"`,
  );
}
