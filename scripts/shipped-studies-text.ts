import type { BenchReport } from '../src/bench/report.ts';
import { hypothesisSentence, studyVerdict } from '../src/report/study.ts';
import { designFacts, ranFacts, type StudyFact } from '../src/report/study-design.ts';
import type { StudyOutcome } from '../src/studies/sweep/outcome.ts';
import { priceSentence } from './operation-prices.ts';

/** Of an outcome's file, which a page fetches. */
export const MOST_OUTCOME_BYTES = 150_000;
/** Where docs have what the studies that ship found. */
export const SHIPPED_TEXT = 'docs/studies-shipped.md';
/** The bench whose first report has times by operation. */
export const SHIPPED_BENCH = 'public/examples/bench.json';

const BEGINNING = `## Studies that ship

Seven studies come with their results: \`studies/ID.json\` is the study, \`public/studies/ID.json\` its outcome, which the page and the
claims read, and \`studies/results/ID.parquet\` every observation. They ran on the CPU engine, whose bits are the same on every machine, so
that \`npm run study -- ID\` gives the same file again; a unit test names those whose study, rules or weights have changed since. Each
was frozen by its hash before its first job. Where figures by kind of task would make an outcome too large to fetch, it has those of all kinds
together, and the observations have the others. What follows is written from the outcomes by \`npm run study\`, figures and sentences alike.

The base of a study is an experiment like any other and opens in the lab. Where tasks or prompts are measured, its request \`unit\` stands for
them and \`company\` for who else is in a batch: noise, and where a block of units leaves a batch short, other units that are not measured
there. An arm that lists \`unit\` alone serves each unit by itself; whatever else an arm lists is in every batch of it. Noise ends with the
units of its batch.
`;

/** How a study came to its size, where that needs saying. */
const NOTES: Readonly<Partial<Record<string, string>>> = {
  'noise-precision-speculation':
    'It ran on 250 tasks first: not one answer changed with noise in f32, bf16, f16 and q8, which eight corrected tests could not tell from two points yet. Then it was planned anew for all 500, which is what stands here.',
  'content-shape-load':
    'It ran on 250 tasks first: not one of them differed by content, which eight corrected tests could not tell from two points yet. Then it was planned anew for all 500, which is what stands here.',
};

/** The study whose price a bench has. */
const PRICED = 'partial-invariance';

/** What each asks, how, and what it found; `bench`: what invariance costs by operation. */
export function shippedStudiesText(outcomes: readonly StudyOutcome[], bench: BenchReport): string {
  return [BEGINNING, ...outcomes.map((outcome) => studyText(outcome, bench))].join('\n');
}

function studyText(outcome: StudyOutcome, bench: BenchReport): string {
  const { definition, hypotheses, deviations } = outcome;
  const { id, title, question } = definition;
  return [
    ...[`### ${title}`, '', `\`${id}\`: ${question}`, '', `**${studyVerdict(outcome)}**`, ''],
    ...hypotheses.map((tested) => `- \`${tested.hypothesis.id}\`: ${hypothesisSentence(tested, definition)}`),
    ...(id === PRICED ? ['', priceSentence(bench)] : []),
    ...(NOTES[id] === undefined ? [] : ['', NOTES[id]]),
    ...(deviations.length > 0 ? ['', `Otherwise than planned: ${deviations.join(' ')}`] : []),
    ...['', ...[...designFacts(definition), ...ranFacts(outcome)].map(factLine), ''],
  ].join('\n');
}

function factLine({ name, text }: StudyFact): string {
  return `- ${name}: ${text}`;
}
