import { bitFields } from '../results/bit-fields.ts';
import { grouped, measured, value32 } from '../results/text.ts';
import { MOST_NUMBER } from '../wgsl/guard-code.ts';
import type { RowCheck } from '../workbench/cases/correctness.ts';
import type { Cause, Counterexample, StoppedAt, Verdict } from '../workbench/tester/verdict.ts';

export interface VerdictText {
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly title: string;
  readonly sentences: readonly string[];
}

/** What the tester found of a kernel, in words: what was tested, and what that does not say. */
export function kernelVerdict(verdict: Verdict): VerdictText {
  switch (verdict.kind) {
    case 'compile':
      return {
        tone: 'bad',
        title: 'It does not compile.',
        sentences: ['The errors stand at their places in the editor.'],
      };
    case 'too-much':
      return {
        tone: 'bad',
        title: 'It was not given to the compiler.',
        sentences: [
          `Line ${verdict.problem.line}, column ${verdict.problem.column}: ${verdict.problem.text}.`,
        ],
      };
    case 'refused':
      return { tone: 'bad', title: 'The device would not run it.', sentences: [verdict.message] };
    case 'stopped':
      return {
        tone: 'bad',
        title: `Stopped at M = ${verdict.rows}: its loops did not end in time.`,
        sentences: stoppedWords(verdict),
      };
    case 'unsteady':
      return {
        tone: 'bad',
        title: 'No: the same step twice gives other bits.',
        sentences: [
          `Element ${verdict.element} at M = 1 was ${bitFields(verdict.first).hex}, then ${bitFields(verdict.second).hex}. Threads probably race for one place in memory; whether it follows the batch cannot be asked before that is mended.`,
        ],
      };
    case 'tested':
      return ofTested(verdict);
  }
}

/** Which loop is endless cannot be told: what is said is what was counted. */
function stoppedWords({ loop }: StoppedAt): string[] {
  const within =
    loop?.within && loop.within !== loop.line ? `, which stands in the one at line ${loop.within},` : '';
  const counted = loop
    ? `Of the loops under way the one at line ${loop.line}${within} had made the most rounds, ${roundsWords(loop.rounds)} since it was entered: either a loop there does not end, or the kernel does far more than this test allows.`
    : 'A loop does not end, or the kernel does far more than this test allows.';
  return [
    counted,
    'What a stopped kernel leaves says nothing, so its bits were not compared. Before a text is run every loop is given a counter, because nothing in WebGPU can end a dispatch.',
  ];
}

function roundsWords(rounds: number): string {
  return rounds < MOST_NUMBER ? grouped(rounds) : `${grouped(rounds)} or more`;
}

function ofTested(verdict: Extract<Verdict, { kind: 'tested' }>): VerdictText {
  const { counterexample, check, cases, rows, contents, complete, milliseconds } = verdict;
  const { wrong } = check;
  const took = `${grouped(milliseconds / 1000, 1)} s`;
  const correct = wrong
    ? `But it is wrong: element ${wrong.element} at M = 1 is ${measured(wrong.found)}, in f64 it is ${measured(wrong.expected)}, and rounding explains at most ${measured(wrong.bound)}. Any constant is invariant.`
    : `Its row at M = 1 is within what rounding could cause at worst: ${errorWords(check)}.`;
  if (counterexample)
    return {
      tone: 'bad',
      title: `No: at M = ${counterexample.company.rows} the bits are others.`,
      sentences: [...counterexampleWords(counterexample), ...(wrong ? [correct] : [])],
    };
  const tested = `No counterexample in ${cases} cases in ${took}: M = ${rows.join(', ')}; the row first, last and in the middle; three contents of the others, one of them 1,024 times as loud${contents > 1 ? `; ${contents} contents of the row, whose bits hang on one sum` : ''}.`;
  const rest = complete
    ? 'That is a search, not a proof: other M, shapes and devices were not tried.'
    : 'Time ran out before every case was run.';
  return {
    tone: wrong || !complete ? 'neutral' : 'good',
    title: wrong
      ? 'Invariant, as far as tested, and wrong.'
      : complete
        ? 'Yes, as far as tested.'
        : 'No counterexample so far.',
    sentences: [tested, correct, rest],
  };
}

const CAUSES: Readonly<Record<Cause, string>> = {
  shape: 'Other contents of the other rows give these very bits: it is their number that does it.',
  place: 'As the first row of the same batch it keeps its bits: it is the place in the batch that does it.',
  content: 'Other contents of the other rows give other bits again: rows are mixed.',
};

/** What was found beside what was allowed, which is far more. */
function errorWords({ error, bound }: RowCheck): string {
  return `the largest error against f64 is ${measured(error)}, the bound there ${measured(bound)}. A mistake smaller than the bound would not be seen`;
}

function counterexampleWords(found: Counterexample): string[] {
  const { company, smallest, element, alone, here, differing, elements, cause, check } = found;
  const { wrong } = check;
  const { rows, place } = company;
  return [
    `Row ${place} of ${rows}: ${grouped(differing)} of ${grouped(elements)} elements differ from the row alone. Element ${element} is ${bitFields(alone).hex} (${value32(alone)}) alone and ${bitFields(here).hex} (${value32(here)}) here.`,
    smallest
      ? rows === 2
        ? 'No batch is smaller.'
        : `The smallest: M = 2 to ${rows - 1} were run with company of this kind and keep the bits.`
      : 'There may be a smaller one: time ran out.',
    CAUSES[cause],
    wrong
      ? `No order of additions explains it: element ${wrong.element} should be ${measured(wrong.expected)} within ${measured(wrong.bound)} and is ${measured(wrong.found)}. This is a bug, not rounding.`
      : `Both are within what rounding could cause at worst, as another order of additions would be: ${errorWords(check)}.`,
  ];
}
