import { useState } from 'react';
import type { Experiment } from '../../../../../experiment/schema.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { LessonRun } from './lesson-run.tsx';
import { otherContents, otherShapes } from './neighbour-experiments.ts';
import { PairResults } from './pair-results.tsx';

const LENGTHS = [
  { value: 'short', words: 'answers of 6' },
  { value: 'long', words: '40 tokens, slower' },
] as const;

const TOKENS = { short: 6, long: 40 };

/** One object for each length, by which the page knows whose results are on screen. */
const CONTENTS = { short: otherContents(TOKENS.short), long: otherContents(TOKENS.long) };
const SHAPES = { short: otherShapes(TOKENS.short), long: otherShapes(TOKENS.long) };

export function ContentStep({ complete }: StepProps) {
  return (
    <>
      <p>
        Six arms: under each <Term id="kernel-set">kernel set</Term> your prompt is answered among seven
        neighbours, then among seven others of the same lengths with nothing in common but their shapes. Vague
        one-liners, spam, pasted code, random characters. The comparison is of every bit of every logit your
        answer was chosen from.
      </p>
      <Figure
        label="Other contents, same shapes"
        caption="The preset “Same shapes, other contents” of the lab, cut short if you like. Real prompts, real model, real kernels; the first run loads the model and checks the invariant kernels on this adapter."
      >
        <LengthAndRun experiments={CONTENTS} onDone={complete} />
      </Figure>
      <p>
        Equal in all three sets, the variant one included, is what to expect: a null result, and worth as much
        as any other. Where a batch is only a matter of rows, the noise of your neighbours cannot reach you as
        noise. It would be otherwise where content does cross: with one activation scale for a whole batch,
        with experts of limited capacity that drop tokens, with a mask that lets packed requests see each
        other.
      </p>
    </>
  );
}

export function ShapeRunStep({ complete }: StepProps) {
  return (
    <>
      <p>
        Now leave every content alone and change the company: seven neighbours, three of the same seven, none.
        If it is shape that matters, the variant set must show it here and the other two must not.
      </p>
      <Figure
        label="Same contents, other shapes"
        caption="Compared within a set only: bits of different sets were never meant to agree."
      >
        <LengthAndRun experiments={SHAPES} onDone={complete} />
      </Figure>
      <p>
        Between these two runs the whole question is answered for this model on this device. What you did not
        touch in the first run, the shapes, is what moved the bits in the second. Most of the moved bits
        change no token: a <Term id="fork">fork</Term> needs a place where two tokens were nearly equal.
        Longer answers meet more such places.
      </p>
    </>
  );
}

interface LengthAndRunProps {
  readonly experiments: Readonly<Record<keyof typeof TOKENS, Experiment>>;
  readonly onDone: () => void;
}

function LengthAndRun({ experiments, onDone }: LengthAndRunProps) {
  const [length, setLength] = useState<keyof typeof TOKENS>('short');
  return (
    <>
      <Choice label="Length of the answers" options={LENGTHS} value={length} onChange={setLength} />
      <LessonRun key={length} experiment={experiments[length]} onDone={onDone}>
        {(record) => <PairResults record={record} />}
      </LessonRun>
    </>
  );
}
