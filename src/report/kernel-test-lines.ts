import { placedText } from '../gpu/compile-message.ts';
import { bitFields } from '../results/bit-fields.ts';
import { grouped, paragraph } from '../results/text.ts';
import { type CaseSetup, DIMENSIONS } from '../workbench/cases/setup.ts';
import { type KernelOutcome, type KernelReport, resultOf } from '../workbench/tester/kernel-report.ts';
import type { TestProgress } from '../workbench/tester/verdict.ts';
import { adapterWords } from './engine.ts';
import { type JUnitCase, junitXml } from './junit.ts';
import { kernelVerdict, type VerdictText } from './kernel-test.ts';

/** A test of somebody's kernel as plain text: what was tested, and for each size what was found. */
export function kernelTestLines(report: KernelReport): string[] {
  const { name, like, adapter, tests } = report;
  const head = `${name}, like ${like}${adapter ? `, on ${adapterWords(adapter)}` : ''}`;
  return [
    ...paragraph(head),
    ...tests.flatMap(({ setup, outcome }) => {
      const { title, sentences } = outcomeText(outcome);
      return [
        '',
        ...paragraph(`${setupWords(setup)}: ${title}`),
        ...sentences.flatMap((line) => paragraph(line, '  ')),
      ];
    }),
  ];
}

/** `K 320, N 64, f32`; of a kernel of the engine also whose plans it was given. */
export function setupWords({ operation, dimensions, dtype }: CaseSetup): string {
  const sizes = DIMENSIONS[operation].map(({ name, label }) => `${label} ${grouped(dimensions[name])}`);
  return [...sizes, dtype].join(', ');
}

/** What was found in words, also where the process that ran it gave no verdict. */
export function outcomeText(outcome: KernelOutcome): VerdictText {
  switch (outcome.kind) {
    case 'compile':
      return {
        tone: 'bad',
        title: 'It does not compile.',
        sentences: outcome.messages
          .filter(({ type }) => type === 'error')
          .map((message) => `${placedText(message)}.`),
      };
    case 'hung':
      return {
        tone: 'bad',
        title: `Ended: no sign for ${grouped(outcome.silent / 1000)} s${at(outcome.progress)}.`,
        sentences: ['The process that ran it was ended, with its device. What it leaves says nothing.'],
      };
    case 'crashed':
      return {
        tone: 'bad',
        title: `The process that ran it ended by itself${at(outcome.progress)}.`,
        sentences: [`${outcome.how}.`],
      };
    default:
      return kernelVerdict(outcome);
  }
}

function at(progress: TestProgress | null): string {
  return progress ? ` at M = ${progress.rows}` : '';
}

/** The same as JUnit XML: a test for each size. What was not run is an error, what does not hold a failure. */
export function kernelTestJUnit(report: KernelReport): string {
  const { name, like, adapter, tests } = report;
  const cases = tests.map(({ setup, outcome }): JUnitCase => {
    const { title, sentences } = outcomeText(outcome);
    const text = [title, ...sentences].join('\n');
    const result = resultOf(outcome);
    return {
      name: setupWords(setup),
      classname: `batchmates.kernel.${like.replace(':', '.')}`,
      seconds: outcome.kind === 'tested' ? outcome.milliseconds / 1000 : null,
      outcome:
        result === 'invariant'
          ? { is: 'passed' }
          : { is: result === 'not-invariant' ? 'failed' : 'error', kind: result, message: title, text },
    };
  });
  const properties = { kernel: name, like, ...(adapter && { adapter: adapterWords(adapter) }) };
  const seconds = cases.reduce((sum, each) => sum + (each.seconds ?? 0), 0);
  return junitXml('batchmates kernel test', [{ name, properties, cases }], seconds);
}

/** A counterexample's two values as bits: JSON has no NaN, and rounds nothing here. */
export function withBits(report: KernelReport): unknown {
  const tests = report.tests.map((test) => {
    const found = test.outcome.kind === 'tested' ? test.outcome.counterexample : null;
    const bits = found && { alone: bitFields(found.alone).hex, here: bitFields(found.here).hex };
    return { ...test, result: resultOf(test.outcome), ...(bits && { bits }) };
  });
  return { ...report, tests };
}
