import { useState } from 'react';
import { f32Bits } from '../../../../../numerics/bits.ts';
import { trueMinus } from '../../../../../numerics/true-minus.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import { resultOf } from '../../../../state/task.ts';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import parts from '../load-parts/load-parts.module.css';
import { FactTable } from '../trades/fact-table.tsx';
import { ofExponents, useAsked } from './arithmetic-store.ts';
import { AskAdapter } from './ask-adapter.tsx';
import { ErrorDots } from './error-dots.tsx';
import { EXPONENTS, expError, expErrors, nearestExp, PORTABLE_EXPS } from './exp-case.ts';

export function ExpStep({ complete }: StepProps) {
  const [x, setX] = useState(-1);
  const at = EXPONENTS.indexOf(x);
  const shown = resultOf(useAsked())?.shown ?? null;
  const own = shown && ofExponents(shown.exp);
  const ownPortable = shown && ofExponents(shown.portableExp);
  const change = (next: number) => {
    setX(next);
    if (PORTABLE_EXPS[EXPONENTS.indexOf(next)] !== nearestExp(next)) complete();
  };
  const rows = [
    ['the nearest float', nearestExp(x)],
    ['portable, in this page', PORTABLE_EXPS[at]],
    ...(ownPortable ? [['portable, on your adapter', ownPortable[at]] as const] : []),
    ...(own ? [['exp(x) of your adapter', own[at]] as const] : []),
  ] as const;
  return (
    <>
      <p>
        <Term id="softmax">Softmax</Term> and the gate of each layer need e^x, which no adapter computes
        exactly. There is a table in it, or a polynomial, or a piece of hardware, and each is a few last bits
        off in its own places. Portable kernels bring their own: x is split into k · ln 2 and a rest, the rest
        goes into a polynomial <Cite of="cephes" />, and k is added to the exponent’s bits. All of it is +, −,
        × and whole numbers, every product behind the barrier.
      </p>
      <Predict
        question="How exact must such an e^x be, so that two adapters agree on its bits?"
        options={[
          'To half an ulp: it must be the nearest float',
          'To 3 + 2|x| ulp, as WGSL asks',
          'It does not matter: both must only take the same steps',
        ]}
        answer={2}
      >
        <p>
          Agreement is one thing and exactness another. The same steps from the same bits give the same bits,
          right or wrong. Exactness matters to the model, so it is measured too.
        </p>
      </Predict>
      <Figure
        label="e^x in bits"
        caption={`Exponents from −16 to 0, as attention asks them: ${EXPONENTS.length} of them. A dot within half an ulp is the nearest float. “Nearest” is taken from f64.`}
      >
        <div className={parts.crowdFigure}>
          <Knob label="x" value={x} values={EXPONENTS} onChange={change} />
          <FactTable
            label={`e^x at x = ${x}`}
            columns={['by whom', 'bits', 'off by, in ulp']}
            rows={rows.map(([name, value]) => [name, hex(value), ulps(expError(x, value))])}
          />
          <ErrorDots name="portable" errors={expErrors(PORTABLE_EXPS).errors} at={at} />
          {own && <ErrorDots name="exp(x) of your adapter" errors={expErrors(own).errors} at={at} />}
          <AskAdapter />
          <p className={knob.kernelWords} role="status">
            {summaryOf('Portable', PORTABLE_EXPS)}
            {own && ` ${summaryOf('Your adapter’s', own)}`}
            {ownPortable && ` ${agreement(ownPortable)}`}
          </p>
        </div>
      </Figure>
      <p>
        The same was done for 1 / x, for 1 / √x and for the logarithm that drawing needs. The polynomials’
        numbers stand in one table, as bits, from which both the kernel’s text and the page’s are made; so a
        processor without any GPU goes the same steps.
      </p>
    </>
  );
}

function summaryOf(whose: string, found: readonly number[]): string {
  const { nearest, largest } = expErrors(found);
  return `${whose} e^x is the nearest float in ${nearest} of ${EXPONENTS.length} cases, and ${largest.toFixed(2)} ulp off at most.`;
}

function agreement(own: readonly number[]): string {
  const differing = own.filter((value, i) => value !== PORTABLE_EXPS[i]).length;
  return differing === 0
    ? 'Portable e^x has the same bits in this page and on your adapter, all of them.'
    : `Portable e^x differs on your adapter in ${differing} cases: the census will say why.`;
}

function hex(value: number): string {
  return `0x${f32Bits(value).toString(16).padStart(8, '0')}`;
}

function ulps(error: number): string {
  return trueMinus(error.toFixed(2));
}
