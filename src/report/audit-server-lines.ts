import { byWidth, cachedTokens, sentFacts, timeFacts } from '../audit/server/audit-facts.ts';
import type { AuditRecord } from '../audit/server/audit-record.ts';
import type { Judgement, MechanismFigures } from '../audit/server/judge-audit.ts';
import { visible } from '../experiment/visible.ts';
import { counted, grouped, listed, measured, paragraph } from '../results/text.ts';
import {
  END_WORDS,
  firstFork,
  flipCounts,
  forkWords,
  MECHANISM_WORDS,
  unaskedWords,
  verdictWords,
} from './audit-server.ts';

/** The finding in a sentence. */
export function auditFinding({ mechanisms }: Judgement): string {
  const of = (verdict: MechanismFigures['verdict']) =>
    mechanisms.filter((each) => each.verdict === verdict).map(({ mechanism }) => MECHANISM_WORDS[mechanism]);
  const differing = (bits: boolean) =>
    mechanisms
      .filter(({ verdict, level }) => verdict === 'differs' && (level === 'bits') === bits)
      .map(({ mechanism }) => MECHANISM_WORDS[mechanism]);
  const [differs, inBits] = [differing(false), differing(true)];
  if (mechanisms.every(({ verdict }) => verdict === 'untold')) return 'Nothing could be told of this server.';
  const parts = [
    ...(differs.length > 0 ? [`Answers differ by ${listed(differs)}.`] : []),
    ...(inBits.length > 0 ? [`Log probabilities differ, and no token, by ${listed(inBits)}.`] : []),
    ...(differs.length + inBits.length === 0 ? ['No mechanism was found to change an answer.'] : []),
    ...(of('not-apart').length > 0
      ? [`Not apart from what the server does by itself: ${listed(of('not-apart'))}.`]
      : []),
    ...(of('untold').length > 0 ? [`Cannot be told: ${listed(of('untold'))}.`] : []),
  ];
  return parts.join(' ');
}

/** The report for a terminal. */
export function auditLines(record: AuditRecord, judgement: Judgement): string[] {
  return [
    ...paragraph(auditFinding(judgement)),
    '',
    ...judgement.mechanisms.flatMap((found) => mechanismLines(found, record, judgement)),
    ...unaskedWords(record).flatMap((words) => paragraph(`${words}`)),
    '',
    ...auditNotes(record, judgement).flatMap((note) => paragraph(note)),
  ];
}

function mechanismLines(found: MechanismFigures, record: AuditRecord, judgement: Judgement): string[] {
  const fork = firstFork(found);
  const flips = flipCounts(found);
  return [
    ...paragraph(`${MECHANISM_WORDS[found.mechanism]}: ${verdictWords(found, record, judgement)}`),
    ...(fork
      ? paragraph(`first at ${forkWords(fork)}${flips === '' ? '' : ` (flips: ${flips})`}`, '  ')
      : []),
    ...(found.mechanism === 'company' ? widthLines(found) : []),
  ];
}

function widthLines({ trials, verdict }: MechanismFigures): string[] {
  if (verdict === 'none-seen' || verdict === 'untold') return [];
  const widths = byWidth(trials).map(({ width, of, tokens, bits }) => {
    const more = bits === null || bits === tokens ? '' : `, ${grouped(bits)} in bits`;
    return `${grouped(width)} at once: ${grouped(tokens)} of ${grouped(of)}${more}`;
  });
  return paragraph(widths.join('; '), '  ');
}

/** What a reader must know beside the verdicts. */
export function auditNotes(record: AuditRecord, judgement: Judgement): string[] {
  const sent = sentFacts(record, null);
  const { spentWords, faultWords } = {
    spentWords: `${counted(sent.requests, 'request')} and ${sent.counted ? '' : 'about '}${counted(sent.tokens, 'token')} were spent of ${grouped(record.budget.requests)} and ${grouped(record.budget.tokens)}.`,
    faultWords: sent.faults.map(
      ({ kind, count, message }) => `${counted(count, 'request')} failed (${kind}): ${visible(message)}`,
    ),
  };
  return [
    `${spentWords} ${END_WORDS[record.ended]}`,
    ...(sent.again > 0
      ? [`${counted(sent.again, 'try', 'tries')} after the first took part of the budget.`]
      : []),
    ...faultWords,
    ...(judgement.withTime
      ? [
          'Answers to requests asked alone change with time and not from one to the next, as after a new release or on another machine: only requests next to each other were compared.',
        ]
      : []),
    ...(judgement.bits ? [] : ['The server told no log probabilities: only texts were compared.']),
    ...timeNotes(record),
    ...record.notes,
  ];
}

function timeNotes(record: AuditRecord): string[] {
  const { alone, company } = timeFacts(record);
  const words = (each: NonNullable<typeof alone>) =>
    `${measured(each.took)} ms${each.queued === null ? '' : ` (${measured(each.queued)} ms of them in its queue)`}`;
  const queue = alone && alone.queued === null ? '; it does not tell how much of it was its queue' : '';
  const { cold, warm } = cachedTokens(record);
  return [
    ...(alone && company
      ? [`Alone an answer took ${words(alone)}, in company ${words(company)}: medians${queue}.`]
      : []),
    ...(record.mechanisms.includes('cache')
      ? [
          warm === null
            ? 'The server does not tell whether a prompt was cached.'
            : `Of a prompt it says that ${measured(cold ?? 0)} tokens were cached when cold and ${measured(warm)} when warm (medians)${warm === 0 ? ': its cache was not tried' : ''}.`,
        ]
      : []),
  ];
}
