import { escaped } from '../results/markdown.ts';
import { capital } from '../results/text.ts';
import type { StudyOutcome } from '../studies/sweep/outcome.ts';
import { hypothesisSentence, studyVerdict } from './study.ts';
import { designFacts, measuresWithFigures, ranFacts, type StudyFact } from './study-design.ts';
import { measureWords } from './study-figures.ts';
import { deviationSentences } from './study-selection.ts';
import { cellTable, hypothesisTable, type StudyTable } from './study-tables.ts';
import { VARIANCE_NOTE, varianceTable } from './study-variance.ts';

interface StudyExtras {
  /** Address at which the study can be opened; null where there is none. */
  readonly link: string | null;
  /** Command lines that run it again. */
  readonly rerun: readonly string[];
  /** Files that hold its data, by name. */
  readonly data: readonly { readonly name: string; readonly address: string }[];
}

/** A study's whole report as one Markdown file (with tables, as GitHub reads them). Same outcome, same text. */
export function studyMarkdown(outcome: StudyOutcome, { link, rerun, data }: StudyExtras): string {
  const { definition, hypotheses } = outcome;
  const deviations = deviationSentences(outcome);
  const explored = hypotheses.some(({ planned }) => !planned);
  const sections = [
    `# ${escaped(definition.title)}`,
    escaped(definition.question),
    `**${escaped(studyVerdict(outcome))}**`,
    '## Design',
    facts(designFacts(definition)),
    '## Verdicts, planned',
    sentences(outcome, true),
    table(hypothesisTable(outcome, true)),
    ...(explored
      ? [
          '## Exploratory, not planned',
          'Chosen after the plan was frozen: to be tested anew before they are believed.',
          sentences(outcome, false),
          table(hypothesisTable(outcome, false)),
        ]
      : []),
    '## Estimates',
    ...measuresWithFigures(outcome).flatMap((measure) => [
      `### ${escaped(capital(measureWords(measure)))}`,
      table(cellTable(outcome, measure)),
    ]),
    ...(outcome.variances ? ['## Where variance lies', VARIANCE_NOTE, table(varianceTable(outcome))] : []),
    '## What ran',
    facts(ranFacts(outcome)),
    '## Deviations',
    deviations.length === 0 ? 'None.' : deviations.map((words) => `- ${escaped(words)}`).join('\n'),
    '## Run it again',
    ...(rerun.length === 0 ? [] : [`\`\`\`sh\n${rerun.join('\n')}\n\`\`\``]),
    ...(link === null ? [] : [`[Open the study in Batchmates](${link})`]),
    ...(data.length === 0
      ? []
      : [`Data: ${data.map(({ name, address }) => `[${escaped(name)}](${address})`).join(', ')}`]),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function sentences({ hypotheses, definition }: StudyOutcome, planned: boolean): string {
  const own = hypotheses.filter((each) => each.planned === planned);
  if (own.length === 0) return 'None.';
  return own
    .map((each) => {
      const { title } = each.hypothesis;
      return `- ${title === undefined ? '' : `${escaped(title)}: `}${escaped(hypothesisSentence(each, definition))}`;
    })
    .join('\n');
}

function facts(all: readonly StudyFact[]): string {
  return all.map(({ name, text }) => `- ${escaped(name)}: ${escaped(text)}`).join('\n');
}

function table({ head, rows, numbers }: StudyTable): string {
  if (rows.length === 0) return '';
  const rule = head.map((_, column) => (numbers.includes(column) ? '---:' : '---'));
  return [head.map(escaped), rule, ...rows.map((row) => row.map(escaped))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
