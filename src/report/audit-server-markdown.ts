import { sentFacts } from '../audit/server/audit-facts.ts';
import type { AuditRecord } from '../audit/server/audit-record.ts';
import type { Judgement, MechanismFigures } from '../audit/server/judge-audit.ts';
import { visible } from '../experiment/visible.ts';
import { escaped } from '../results/markdown.ts';
import { counted, grouped } from '../results/text.ts';
import {
  firstFork,
  flipCounts,
  forkWords,
  MECHANISM_NOTES,
  MECHANISM_WORDS,
  unaskedWords,
  verdictWords,
} from './audit-server.ts';
import { auditFinding, auditNotes } from './audit-server-lines.ts';
import { reproducerScript } from './audit-server-script.ts';

/** Longer reproducers are for files of their own. */
const LONGEST_SCRIPT = 4000;

/** One page for a maintainer: what was found, how it was asked, and how to see it again. */
export function auditMarkdown(record: AuditRecord, judgement: Judgement): string {
  return `${[
    `# Determinism audit of ${escaped(record.model)}`,
    '',
    escaped(auditFinding(judgement)),
    '',
    '| mechanism | requests | verdict | first difference |',
    '|---|---:|---|---|',
    ...judgement.mechanisms.map((found) => row(found, record, judgement)),
    '',
    ...unaskedWords(record).map((words) => `- ${escaped(words)}`),
    ...auditNotes(record, judgement).map((note) => `- ${escaped(note)}`),
    '',
    '## What was asked',
    '',
    `- address: ${escaped(record.url)}, model ${escaped(record.model)}, began ${escaped(record.began)}, seed of the audit ${record.seed}`,
    ...(record.twin
      ? [`- other endpoint: ${escaped(record.twin.url)}, model ${escaped(record.twin.model)}`]
      : []),
    `- every request, but where a mechanism says otherwise: ${code(record.sampling)}`,
    '- null: not sent. Shares are of answers to the prompts that were asked; others may differ more or less often. Intervals take answers for independent of each other, which those sent at once may not be. Tests are exact, by prompt (of orders by batch), corrected over all mechanisms (Holm), at 5 % in all',
    ...Object.entries(record.told).map(([name, value]) => `- ${escaped(name)}: ${code(value)}`),
    '',
    ...reproducerLines(record),
  ].join('\n')}\n`;
}

function row(found: MechanismFigures, record: AuditRecord, judgement: Judgement): string {
  const fork = firstFork(found);
  const flips = flipCounts(found);
  const cells = [
    `${MECHANISM_WORDS[found.mechanism]}: ${MECHANISM_NOTES[found.mechanism]}`,
    grouped(
      found.mechanism === 'restart' ? found.trials.length : sentFacts(record, found.mechanism).requests,
    ),
    verdictWords(found, record, judgement),
    fork ? `${forkWords(fork)}${flips === '' ? '' : `; flips: ${flips}`}` : '–',
  ];
  return `| ${cells.map(escaped).join(' | ')} |`;
}

/** A stranger's JSON in a code span: no backtick ends it early, no line end, and nothing in it is hidden. */
function code(value: unknown): string {
  const text = visible(
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null')).slice(0, 600),
  ).replaceAll('`', "'");
  return `\`${text}\``;
}

function reproducerLines(record: AuditRecord): string[] {
  const { reproducer } = record;
  if (!reproducer) return [];
  const { mechanism, company, sent, differed, groups } = reproducer;
  const smaller =
    company.before > 0
      ? ` Of ${counted(company.before, 'request')} beside it ${grouped(company.after)} ${company.after === 1 ? 'was' : 'were'} left.`
      : '';
  const script = reproducerScript(record, reproducer);
  return [
    // Seen once is not shown.
    differed > 0 ? '## Smallest reproducer found' : '## Traffic that differed once',
    '',
    `${MECHANISM_WORDS[mechanism]}: ${counted(groups.flat().length, 'request')}.${smaller} ${
      sent === 0
        ? 'The budget did not hold sending it again.'
        : `Sent ${counted(sent, 'time')}, it differed ${counted(differed, 'time')}.`
    } The script needs bash and curl; it takes another address as its argument, and exits with 1 where the answers differ.`,
    '',
    ...(script.length <= LONGEST_SCRIPT
      ? ['```bash', script.trimEnd(), '```']
      : ['The script is long: `--reproducer FILE` writes it.']),
  ];
}
