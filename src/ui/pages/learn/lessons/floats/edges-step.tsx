import { useState } from 'react';
import { FLOAT_FORMATS, floatBits, floatFromBits } from '../../../../../numerics/float-format.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import controls from '../../../../kit/styles/controls.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { FloatWidget } from '../../parts/float-widget.tsx';
import styles from './floats.module.css';

const ALL_ONES = 2 ** FLOAT_FORMATS.f16.exponentBits - 1;
const INFINITY = ALL_ONES * 2 ** FLOAT_FORMATS.f16.fractionBits;

/** Bits of the f16 numbers that are worth a visit. */
const PLACES = [
  { name: 'largest', bits: INFINITY - 1 },
  { name: 'smallest normal', bits: 2 ** FLOAT_FORMATS.f16.fractionBits },
  { name: 'smallest', bits: 1 },
  { name: '−0', bits: 2 ** 15 },
  { name: 'NaN', bits: INFINITY + 2 ** (FLOAT_FORMATS.f16.fractionBits - 1) },
] as const;

export function EdgesStep({ complete }: StepProps) {
  const [bits, setBits] = useState(() => floatBits('f16', 65440));
  const change = (next: number) => {
    setBits(next);
    if (Math.abs(floatFromBits('f16', next)) === Number.POSITIVE_INFINITY) complete();
  };
  return (
    <>
      <p>
        Two patterns of the exponent are set apart. All zeros: the leading 1 is gone, so that the steps go on
        evenly down to zero instead of leaving a hole around it; such numbers are called{' '}
        <Term id="subnormal">subnormal</Term>. All ones: the number is <Term id="infinity">infinity</Term>{' '}
        where the fraction is 0, and <Term id="nan">NaN</Term>, not a number, where it is not.
      </p>
      <Figure
        label="The edges of f16"
        caption="The floats of one sign are in the order of their bits, read as a whole number. So the step past the largest one is infinity by mere counting."
      >
        <FloatWidget dtype="f16" bits={bits} onChange={change} />
        <p className={styles.edgePlaces}>
          <small>Go to</small>
          {PLACES.map((place) => (
            <button
              key={place.name}
              type="button"
              className={controls.quiet}
              onClick={() => change(place.bits)}
            >
              {place.name}
            </button>
          ))}
        </p>
      </Figure>
      <p>
        f16 ends at 65,504, a size that values inside some large models do reach: in one of 27 billion
        parameters they go to about 700,000 <Cite of="chen-2026" />. That is a reason why bf16, which has
        f32's range <Cite of="kalamkar-2019" />, took over, although its steps are eight times as coarse. And
        it is one reason why the kernels of this page, like most kernels of most serving engines, add in f32
        whatever they store. Not all do: some add in f16 where that is faster{' '}
        <Cite of={['llama-cpp-f16', 'pytorch-reduced']} />.
      </p>
    </>
  );
}
