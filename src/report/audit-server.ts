import { cachedTokens, otherSeeds, sentFacts } from '../audit/server/audit-facts.ts';
import type { AuditPlan, Phase } from '../audit/server/audit-plan.ts';
import type { AuditRecord, EndReason, Mechanism } from '../audit/server/audit-record.ts';
import type { Fork } from '../audit/server/compare-answers.ts';
import type { Judgement, MechanismFigures, Share, Verdict } from '../audit/server/judge-audit.ts';
import { trialsOf } from '../audit/server/trials.ts';
import { percentWords } from '../results/amounts.ts';
import { counted, grouped, listed, measured, quoted } from '../results/text.ts';

export const MECHANISM_WORDS: Readonly<Record<Mechanism | Phase['mechanism'], string>> = {
  references: 'what all are compared with',
  run: 'run to run',
  company: 'company',
  order: 'order of a batch',
  cache: 'cache, cold against warm',
  stream: 'streaming against not',
  speculation: 'drafts against none',
  seed: 'one seed twice',
  restart: 'before and after a restart',
  twin: 'the other endpoint',
  reproducer: 'a smaller reproducer, if something differs',
};

/** What was compared, in a sentence each. */
export const MECHANISM_NOTES: Readonly<Record<Mechanism, string>> = {
  run: 'the same request again, one at a time',
  company: 'the same request among others at once, of random kinds and lengths',
  order: 'the same requests at once, submitted in another order',
  cache: 'a prompt that the server has not seen, against the same again right after',
  stream: 'the same request, its answer streamed',
  speculation: 'the same request with drafts switched off',
  seed: 'at temperature 1, the same seed twice',
  restart: 'the same requests as in the earlier report',
  twin: 'the same request to the other endpoint',
};

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  differs: 'differs',
  'none-seen': 'no difference seen',
  'not-apart': 'not apart from run to run',
  untold: 'cannot be told',
};

export const END_WORDS: Readonly<Record<EndReason, string>> = {
  finished:
    'All that was planned was asked; what is kept for a reproducer is spent only where something differs.',
  budget:
    'It ended where the budget did, before all that was planned had been sent: trying again took part of it.',
  cancelled: 'It was interrupted: this is what was known by then.',
  errors: 'It gave up, since the server answered no more.',
};

/** The verdict with its figures: `differs: 9 of 14 answers, 64.3 % (35.1 to 87.2 %)`. */
export function verdictWords(found: MechanismFigures, record: AuditRecord, judgement: Judgement): string {
  const { verdict, level, figures, mechanism } = found;
  switch (verdict) {
    case 'differs': {
      const share = shownFigures(found).treatment;
      const where = level === 'bits' ? ' in log probabilities alone' : '';
      return `differs${where}: ${shareWords(share)}${mechanism === 'seed' ? seedWords(record) : ''}`;
    }
    case 'none-seen': {
      const { of, atMost } = figures.tokens.treatment;
      const bits = judgement.bits ? '' : ', of texts: no log probabilities to compare';
      return `no difference seen in ${grouped(of)} (at most ${percentWords(atMost ?? 1)} at 95 %${bits})${mechanism === 'seed' ? seedWords(record) : ''}`;
    }
    case 'not-apart': {
      const at = shownFigures(found);
      return `not apart from run to run: ${ratioWords(at.treatment)} against ${ratioWords(at.control)} with nothing changed (p = ${measured(at.corrected ?? 1)})`;
    }
    case 'untold':
      return `cannot be told: ${untoldWords(mechanism, record)}`;
  }
}

/** What a verdict is told by: tokens, or bits where those alone differ. */
export function shownFigures({
  verdict,
  level,
  figures,
}: MechanismFigures): MechanismFigures['figures']['tokens'] {
  if (verdict === 'differs') return figures[level ?? 'tokens'];
  return verdict === 'not-apart' && figures.tokens.treatment.differ === 0 ? figures.bits : figures.tokens;
}

function ratioWords({ differ, of }: Share): string {
  return `${grouped(differ)} of ${grouped(of)}`;
}

export function shareWords(share: Share): string {
  if (!share.share) return '–';
  const { value, low, high } = share.share;
  return `${ratioWords(share)}, ${percentWords(value)} (${percentWords(low)} to ${percentWords(high)})`;
}

/** Whether seeds do anything, where nothing says that they do. */
function seedWords(record: AuditRecord): string {
  const seeds = trialsOf(record).filter(({ mechanism }) => mechanism === 'seed');
  const other = otherSeeds(seeds);
  const same = seeds.filter(({ arm }) => arm === 'treatment');
  const differ = same.filter(({ tokens }) => tokens).length;
  if (other.of === 0) return '';
  const ignored = differ > 0 && differ * other.of >= other.differ * same.length;
  return ignored
    ? `; as often as another seed does (${grouped(other.differ)} of ${grouped(other.of)}): it seems to ignore seed`
    : `; another seed gave another answer in ${grouped(other.differ)} of ${grouped(other.of)}`;
}

function untoldWords(mechanism: Mechanism, record: AuditRecord): string {
  const { failed, answered, faults, requests } = sentFacts(record, mechanism);
  if (mechanism === 'restart')
    return 'the earlier report has no answers to these prompts, or this one has none';
  if (requests === 0)
    return record.ended === 'finished' ? 'the budget did not hold a block of it' : 'it was not reached';
  if (mechanism === 'cache' && cachedTokens(record).warm === 0)
    return 'the server says that no prompt was cached';
  if (mechanism === 'seed' && answered > 0) {
    const { of } = otherSeeds(trialsOf(record).filter((trial) => trial.mechanism === 'seed'));
    if (of > 0)
      return `other seeds gave the same answers too (${grouped(of)} of ${grouped(of)}), so it may not sample at all`;
  }
  if (failed > 0)
    return `${grouped(failed)} of ${counted(failed + answered, 'request')} failed (${listed(faults.map(({ kind }) => kind))})`;
  return 'it ended before there was anything to compare';
}

/** Mechanisms that nobody asked, and why. */
export function unaskedWords({ mechanisms, switches, prompts, twin, earlier }: AuditRecord): string[] {
  const without = (mechanism: Mechanism, why: string) =>
    mechanisms.includes(mechanism) ? [] : [`${MECHANISM_WORDS[mechanism]}: ${why}`];
  const unasked = 'it was not asked for';
  return [
    ...(['run', 'company', 'cache', 'stream', 'seed'] as const).flatMap((each) => without(each, unasked)),
    ...without('order', prompts.length > 1 ? unasked : 'it takes two prompts'),
    ...without(
      'speculation',
      switches.plain ? unasked : 'the server tells of no drafts that a request may switch off',
    ),
    ...(earlier ? [] : without('restart', 'no earlier report was given')),
    ...(twin ? without('twin', unasked) : []),
  ];
}

const FLIP_WORDS: Readonly<Record<Fork['flip'], string>> = {
  tie: 'a tie: both were as likely',
  near: 'rounding as seen before it explains it',
  confident: 'a confident flip: rounding as seen before it does not explain it',
  untold: 'no log probabilities tell how near it was',
};

/** Where an answer left: `token 12: ' king' / ' queen', margin 0.0012 nats, perturbation 0.0008: ...`. */
export function forkWords({ at, unit, a, b, margin, perturbation, flip }: Fork): string {
  const side = (text: string | null) => (text === null ? 'ended' : quoted(text));
  const figures =
    margin === null
      ? ''
      : `, margin ${measured(margin)} nats, perturbation ${perturbation === null ? 'not told' : measured(perturbation)}`;
  return `${unit} ${grouped(at)}: ${side(a)} / ${side(b)}${figures}: ${FLIP_WORDS[flip]}`;
}

/** The earliest token at which any answer left. */
export function firstFork({ trials }: Pick<MechanismFigures, 'trials'>): Fork | null {
  const forks = trials.flatMap(({ fork }) => (fork ? [fork] : []));
  return forks.length === 0 ? null : forks.reduce((first, fork) => (fork.at < first.at ? fork : first));
}

/** How many flips were ties, near and confident. */
export function flipCounts({ trials }: Pick<MechanismFigures, 'trials'>): string {
  const of = (flip: Fork['flip']) => trials.filter(({ fork }) => fork?.flip === flip).length;
  const all = (['tie', 'near', 'confident', 'untold'] as const).flatMap((flip) =>
    of(flip) > 0 ? [`${grouped(of(flip))} ${flip}`] : [],
  );
  return all.join(', ');
}

/** What it will cost, before anything is sent. */
export function planLines({ phases, requests, tokens, budget, prompts }: AuditPlan): string[] {
  const rows = phases.map(
    ({ mechanism, requests: many, tokens: of }) =>
      `  ${MECHANISM_WORDS[mechanism].padEnd(44)} ${grouped(many).padStart(6)} ${grouped(of).padStart(10)}`,
  );
  return [
    `${counted(prompts.length, 'prompt')}, at most ${counted(budget.requests, 'request')} and ${counted(budget.tokens, 'token')}:`,
    `  ${'of'.padEnd(44)} ${'requests'.padStart(6)} ${'tokens'.padStart(8)}`,
    ...rows,
    `  ${'at most'.padEnd(44)} ${grouped(requests).padStart(6)} ${grouped(tokens).padStart(10)}`,
    'Prompt tokens are estimated, completions counted at their longest. What is settled early leaves its share to the others.',
  ];
}
