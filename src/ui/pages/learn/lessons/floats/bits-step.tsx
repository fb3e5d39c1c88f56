import { useState } from 'react';
import type { ActivationDtype } from '../../../../../numerics/dtypes.ts';
import { floatBits, floatFromBits } from '../../../../../numerics/float-format.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import controls from '../../../../kit/styles/controls.module.css';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { FloatWidget } from '../../parts/float-widget.tsx';

const TARGET = 6.5;

const FORMATS = [
  { value: 'bf16', words: 'bf16' },
  { value: 'f16', words: 'f16' },
  { value: 'f32', words: 'f32' },
] as const;

export function BitsStep({ complete }: StepProps) {
  const [dtype, setDtype] = useState<ActivationDtype>('bf16');
  const [bits, setBits] = useState(() => floatBits('bf16', 1));
  const change = (next: number) => {
    setBits(next);
    if (floatFromBits(dtype, next) === TARGET) complete();
  };
  const convert = (next: ActivationDtype) => {
    setBits(floatBits(next, floatFromBits(dtype, bits)));
    setDtype(next);
  };
  return (
    <>
      <p>
        A language model is from a few million to over a trillion numbers <Cite of="kimi-k2" />, and each of
        them lives in a fixed number of bits. The usual way to spend those bits is scientific notation in base
        two. One bit is the <Term id="sign">sign</Term>. A few form the <Term id="exponent">exponent</Term>,
        which picks a power of two. The rest are the <Term id="fraction">fraction</Term>, which says how far
        between that power of two and the next one the number lies.
      </p>
      <Figure
        label="Bit editor"
        caption="A bit of the fraction is worth half of the one to its left: 1/2, 1/4, 1/8 and so on of the power of two. The leading 1 is understood and takes no bit."
      >
        <Choice label="Format" options={FORMATS} value={dtype} onChange={convert} />
        <FloatWidget dtype={dtype} bits={bits} onChange={change}>
          <button type="button" className={controls.quiet} onClick={() => change(floatBits(dtype, 1))}>
            Back to 1
          </button>
        </FloatWidget>
      </Figure>
      <p>
        The formats differ only in how they divide their bits. <Term id="f32">f32</Term> has 8 for the
        exponent and 23 for the fraction. <Term id="bf16">bf16</Term>, in which most models are published and
        their activations computed, is f32 with its last 16 bits cut off: the same range, but 7 bits of
        fraction. <Term id="f16">f16</Term> trades range for precision: 5 and 10.
      </p>
      <p>
        6.5 lies between 4 and 8, so its exponent is 2, stored with an offset as 129 (in f16 as 17); and it
        lies 5/8 of the way, which is 1/2 + 1/8.
      </p>
    </>
  );
}
