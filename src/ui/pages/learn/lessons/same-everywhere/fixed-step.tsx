import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { FactTable } from '../trades/fact-table.tsx';

interface Question {
  readonly asks: string;
  readonly must: boolean;
  readonly because: string;
}

const ANSWERS = ['They must', 'They need not'];

const QUESTIONS: readonly Question[] = [
  {
    asks: '0.1 + 0.2',
    must: false,
    because:
      'The exact sum of the two floats lies between two others. WGSL calls either of them correct. IEEE 754 by its usual rule would allow only the nearer one.',
  },
  {
    asks: '1.5 × 4',
    must: true,
    because: 'The result is itself a float, and then WGSL allows no other.',
  },
  {
    asks: 'e^−3',
    must: false,
    because:
      'WGSL allows a distance of 3 + 2|x| units in the last place: nine to either side here. Every adapter has an approximation of its own.',
  },
  {
    asks: '(a + b) + c',
    must: false,
    because:
      'A compiler may turn it into a + (b + c), which is another sum, as the lesson on order shows, even where every addition rounds alike.',
  },
  {
    asks: '0x3f800000 xor 1, of whole numbers',
    must: true,
    because: 'Whole numbers have no rounding. What is computed with them is the same everywhere.',
  },
];

const RULES = [
  ['+ − ×', 'the nearest float', 'either neighbour'],
  ['/', 'the nearest float', '2.5 ulp'],
  ['square root', 'the nearest float', 'as 1 / inverseSqrt'],
  ['a × b + c', 'as written', 'may be fused'],
  ['(a + b) + c', 'as written', 'may be reordered'],
  ['e^x', 'recommended', '3 + 2|x| ulp'],
  ['below 2^−126', 'kept', 'may become 0'],
  ['whole numbers', 'no matter of it', 'exact'],
] as const;

export function FixedStep({ complete }: StepProps) {
  const [answered, setAnswered] = useState(0);
  const onAnswered = () => {
    setAnswered(answered + 1);
    if (answered + 1 === QUESTIONS.length) complete();
  };
  return (
    <>
      <p>
        Fixing the order of a sum makes a machine agree with itself. Two machines may still part, since each{' '}
        <Term id="adapter">adapter</Term> has an arithmetic of its own. Two texts say what it may do. IEEE 754
        says of +, −, ×, / and the square root that the result is the float nearest to the exact one, the even
        one at a tie <Cite of="ieee-754" />. Processors have kept to it for decades. WGSL, the language of the
        kernels here, asks for much less <Cite of="wgsl" />, so that graphics hardware of every kind can keep
        it.
      </p>
      <Figure
        label="What the two texts fix, for f32"
        caption="WGSL’s column is what an implementation may do; most do better, and the census says which."
      >
        <FactTable label="Rules for f32" columns={['what', 'IEEE 754', 'WGSL']} rows={RULES} />
      </Figure>
      <p>Two adapters keep WGSL to the letter. Must they agree to the bit on …</p>
      {QUESTIONS.map(({ asks, must, because }) => (
        <Predict key={asks} question={asks} options={ANSWERS} answer={must ? 0 : 1} onOpened={onAnswered}>
          <p>{because}</p>
        </Predict>
      ))}
      <p>
        So no kernel is the same everywhere by promise alone. It can be so in fact: on adapters that do better
        than they must, by asking of them nothing but what they were seen to do. That is the kernel set{' '}
        <Term id="portable">portable</Term>. It needs additions and products that round to the nearest float,
        and whole numbers. All else is made of those.
      </p>
    </>
  );
}
