import type { AgainstEarlier, EarlierPair, EarlierRun } from '../results/earlier.ts';
import { grouped } from '../results/text.ts';
import { placeWords } from './engine.ts';
import type { VerdictTone } from './verdict.ts';

export interface EarlierWords {
  readonly tone: VerdictTone;
  /** How it came out here against there. */
  readonly words: string;
  /** Whether that was to be expected, and why. */
  readonly why: string;
}

type Place = Pick<EarlierRun, 'engine' | 'adapter'>;

/** What a run says beside the same experiment computed earlier. */
export function earlierWords(
  pair: EarlierPair,
  against: AgainstEarlier,
  { here, there }: { readonly here: Place; readonly there: Place },
): EarlierWords {
  const [placeHere, placeThere] = [here, there].map(({ engine, adapter }) => placeWords(engine, adapter));
  const where = placeHere === placeThere ? 'earlier' : `earlier on ${placeThere}`;
  if (pair.against === 'same-bits') {
    const why =
      against.adapter || against.engine
        ? 'Not promised from one adapter to another: these two round alike.'
        : 'As on one adapter it must be.';
    return { tone: 'same', words: `The same bits as computed ${where}: both fingerprints agree.`, why };
  }
  if (pair.against === 'unknown-bits')
    return { tone: 'none', words: `${foundWords(pair)} Computed ${where}.`, why: TWO_VERSIONS };
  const tone = pair.against === 'same-tokens' ? 'bits' : 'fork';
  return { tone, words: `${foundWords(pair)} Computed ${where}.`, why: whyOther(pair, against) };
}

/** Fingerprint@1 is over whole logits, fingerprint@2 over their digests: neither follows from the other. */
export const TWO_VERSIONS =
  'Whether the bits agree is not known: one of the fingerprints is of version 1, over whole logits, the other of version 2, over digests.';

/** What is there and what is here, in that order of interest. */
function foundWords({ against, here, there }: EarlierPair): string {
  const [at, before] = [here.fork, there.fork].map((fork) => (fork === null ? '' : grouped(fork)));
  switch (against) {
    case 'same-bits':
    case 'same-tokens':
      return 'The same answers here as there, from other bits.';
    case 'unknown-bits':
      return 'The same answers here as there.';
    case 'same-fork':
      return `Forks at token ${at} here as there, with other bits.`;
    case 'fork-moved':
      return `Forks at token ${at} here, at token ${before} there.`;
    case 'no-fork':
      return `Does not fork here; there it did, at token ${before}.`;
    case 'new-fork':
      return `Forks at token ${at} here; there it did not.`;
    case 'other-tokens':
      return here.identical && there.identical
        ? 'Alone and in company agree in every bit, here as there; the answer is another one.'
        : 'Does not fork, here as there; the answer is another one.';
  }
}

function whyOther({ here, there }: EarlierPair, { engine, adapter, rules }: AgainstEarlier): string {
  const still =
    here.identical && there.identical
      ? ' What is promised, equal bits whoever shares the batch, held in both places.'
      : '';
  if (rules.length > 0)
    return `Expected: this run’s plans are of another version (${rules.join(', ')}), which adds in another order.${still}`;
  if (engine || adapter)
    return `Expected: bits are promised on one adapter, never across two. Another one rounds exp and division its own way and may fuse a product with a sum; where two tokens are nearly tied, the last bit decides.${still}`;
  return `Not expected from its name alone: it is the same adapter. Another driver or browser version compiles the kernels anew, and may round otherwise.${still}`;
}
