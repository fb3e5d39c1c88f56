import { paragraph } from '../results/text.ts';
import {
  type Claim,
  type Document,
  GROUPS,
  type Group,
  type Judgement,
  type Verdict,
} from '../studies/claims/claim.ts';
import type { Evidence } from '../studies/claims/evidence.ts';
import { judgeClaim } from '../studies/claims/judge-claim.ts';

/** A verdict by a word and a mark, so that no colour is needed to tell them. */
export const VERDICT_WORDS: Readonly<Record<Verdict, { readonly mark: string; readonly words: string }>> = {
  holds: { mark: '✓', words: 'holds here' },
  'does not': { mark: '✗', words: 'does not hold here' },
  depends: { mark: '±', words: 'depends' },
  'not testable': { mark: '–', words: 'not testable in a browser' },
  misattributed: { mark: '≠', words: 'misattributed' },
  outdated: { mark: '↻', words: 'outdated' },
  undecided: { mark: '?', words: 'undecided' },
  'not measured': { mark: '…', words: 'not measured yet' },
};

export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  shape: 'By shape: how many others there are, and how long',
  content: 'By content: what they say',
  load: 'By load: when they come',
  cost: 'What it costs',
  monitoring: 'How it is watched',
  history: 'What is told of others',
};

export const DOCUMENT_TITLES: Readonly<Record<Document, string>> = {
  paper: 'Social batching degradation, the paper',
  article: 'The silent AI tax, the article',
  reports: 'Reports of engines, found later',
};

/** `paper`, `paper, 6.5`. */
export function placeWords({ document, place }: Pick<Claim, 'document' | 'place'>): string {
  const name = { paper: 'the paper', article: 'the article', reports: 'a report' }[document];
  if (place === null) return `${name}, section not known here`;
  return document === 'reports' ? place : `${name}, ${place}`;
}

/** What follows the verdict: on what it depends, why it cannot be tested, whose it is. */
export function becauseWords({ verdict, because }: Judgement): string | null {
  if (because === null) return null;
  return verdict === 'depends' ? `on ${because}` : because;
}

/** `depends: on the kernels`. */
export function verdictWords(judgement: Judgement): string {
  const { words } = VERDICT_WORDS[judgement.verdict];
  const because = becauseWords(judgement);
  return because === null ? words : `${words}: ${because}`;
}

/** How many claims have which verdict, in a sentence. */
export function tallyWords(judgements: readonly Judgement[]): string {
  const counts = (Object.keys(VERDICT_WORDS) as Verdict[]).flatMap((verdict) => {
    const count = judgements.filter((judgement) => judgement.verdict === verdict).length;
    return count === 0 ? [] : [`${VERDICT_WORDS[verdict].words} ${count}`];
  });
  return `${judgements.length} claims: ${counts.join(', ')}.`;
}

/** A claim with what evidence says of it. */
export interface JudgedClaim {
  readonly claim: Claim;
  readonly judgement: Judgement;
}

export function judged(claims: readonly Claim[], evidence: Evidence): JudgedClaim[] {
  return claims.map((claim) => ({ claim, judgement: judgeClaim(claim, evidence) }));
}

/** What was claimed: in quotes where it is the document's phrase. */
export function saidWords({ says, quoted }: Pick<Claim, 'says' | 'quoted'>): string {
  return quoted ? `“${says}”` : says;
}

/** Claims in the order of their groups, each with its verdict and what it is read from. */
export function formatClaims(found: readonly JudgedClaim[]): string[] {
  const groups = GROUPS.flatMap((group) => {
    const claims = found.filter(({ claim }) => claim.group === group);
    return claims.length === 0 ? [] : [GROUP_TITLES[group], ...claims.flatMap(claimLines), ''];
  });
  return [...groups, tallyWords(found.map(({ judgement }) => judgement))];
}

function claimLines({ claim, judgement }: JudgedClaim): string[] {
  const { mark } = VERDICT_WORDS[judgement.verdict];
  return [
    ...paragraph(`${mark} ${claim.id}: ${saidWords(claim)} (${placeWords(claim)})`, '  '),
    ...paragraph(verdictWords(judgement), '    '),
    ...(judgement.found === '' ? [] : paragraph(judgement.found, '    ')),
  ];
}

/** The same as plain JSON. */
export function claimsJson(found: readonly JudgedClaim[]) {
  return {
    version: 1,
    claims: found.map(({ claim, judgement }) => {
      const { id, document, group, says, quoted, place, source } = claim;
      return { id, document, group, says, quoted, place, source, ...judgement };
    }),
  };
}
