import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import partsFloats from '../../parts-floats.module.css';
import { numberFrom } from '../floats/number-text.ts';
import type { SmallFormat } from './lost-bits.ts';
import styles from './order-matters.module.css';
import { bothWays, TwoWays } from './two-ways.tsx';

const FORMATS = [
  { value: 'bf16', words: 'bf16: 8 digits' },
  { value: 'f16', words: 'f16: 11 digits' },
] as const;

const NAMES = ['a', 'b', 'c'] as const;
const START = ['5', '3', '7'];

export function GroupingStep({ complete }: StepProps) {
  const [dtype, setDtype] = useState<SmallFormat>('bf16');
  const [texts, setTexts] = useState<readonly string[]>(START);
  const sums = bothWays(dtype, texts.map(numberFrom));
  const change = (nextDtype: SmallFormat, nextTexts: readonly string[]) => {
    setDtype(nextDtype);
    setTexts(nextTexts);
    const next = bothWays(nextDtype, nextTexts.map(numberFrom));
    if (next && next.left.end !== next.right.end) complete();
  };
  const retype = (index: number, text: string) =>
    change(
      dtype,
      texts.map((each, at) => (at === index ? text : each)),
    );
  return (
    <>
      <p>
        On paper (a + b) + c is a + (b + c); the law has a name, <Term id="associativity">associativity</Term>
        , and we use it without thinking. Floats do not obey it, for one reason: after every addition the sum
        has to fit into its digits again, and what sticks out is rounded away. Other brackets, other sums in
        between, other digits lost <Cite of="goldberg-1991" />.
      </p>
      <Predict
        question="bf16 keeps 8 binary digits. What do (256 + 1) − 256 and 256 + (1 − 256) give?"
        options={['1 and 1', '0 and 1', '0 and 0']}
        answer={1}
      >
        <p>
          256 + 1 needs nine digits, the last falls off, and 256 − 256 is 0. But 1 − 256 = −255 fits in eight,
          and 256 − 255 is 1. Neither device nor program did anything wrong.
        </p>
      </Predict>
      <Figure
        label="Three numbers added in two ways"
        caption="Each addition is written out in binary. Struck digits do not fit beside the leading one; the last line is what the format keeps."
      >
        <Choice label="Format" options={FORMATS} value={dtype} onChange={(next) => change(next, texts)} />
        <div className={styles.threeNumbers}>
          {NAMES.map((name, index) => (
            <label key={name} className={partsFloats.numberField}>
              <i>{name}</i>
              <input
                type="text"
                inputMode="decimal"
                spellCheck={false}
                value={texts[index]}
                aria-invalid={numberFrom(texts[index]) === null}
                onChange={({ target }) => retype(index, target.value)}
              />
            </label>
          ))}
        </div>
        {sums ? (
          <TwoWays dtype={dtype} sums={sums} />
        ) : (
          <p className={tables.note} role="status">
            Three numbers are needed: digits, with a point or as a fraction such as 1/3.
          </p>
        )}
      </Figure>
      <p>
        All it needs is that one of the sums in between has to round. A small number that a large one swallows
        is the plainest way; but 129, 130 and 131 do it too, alike in size and sign, and so do 1,600 of the
        4,913 triples of whole numbers from 128 to 144 in bf16: a third. In a language model the terms of one
        sum are of all sizes and both signs.
      </p>
    </>
  );
}
