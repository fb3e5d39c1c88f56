import { useState } from 'react';
import { exactDecimal } from '../../../../../numerics/exact-decimal.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import controls from '../../../../kit/styles/controls.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { shortly } from '../../parts/float-widget.tsx';
import { Predict } from '../../parts/predict.tsx';
import partsFloats from '../../parts-floats.module.css';
import styles from './floats.module.css';
import { numberFrom } from './number-text.ts';
import { type Rounded, roundedIn } from './rounded.ts';

const DTYPES = ['f32', 'bf16', 'f16'] as const;
const EXAMPLES = ['0.1', '1/3', '1000', '65519', '65520'] as const;

export function RoundingStep({ complete }: StepProps) {
  const [text, setText] = useState('0.1');
  const value = numberFrom(text);
  const change = (next: string) => {
    setText(next);
    const found = numberFrom(next);
    if (found === null || !Number.isInteger(found)) return;
    const keeps = (dtype: 'bf16' | 'f16') => roundedIn(dtype, found).error === 0;
    if (keeps('f16') && !keeps('bf16')) complete();
  };
  return (
    <>
      <p>
        What lies between two floats must become one of them. The usual rule is{' '}
        <Term id="rounding">to nearest</Term>: the closer neighbour wins, and where both are equally far, the
        one whose last bit is 0 <Cite of="ieee-754" />. So, short of the largest number, the error is at most
        half a step, half an <Term id="ulp">ulp</Term>. It happens after every operation, or once for two
        where a product and a sum are <Term id="fma">fused</Term>. The language of the kernels prescribes no
        rule <Cite of="wgsl" />; the lab probes each device, and every one so far rounded to nearest.
      </p>
      <Predict
        question="In bf16 the floats around 257 are two apart: 256 and 258. What does 256 + 1 give?"
        options={['256', '257', '258']}
        answer={0}
      >
        <p>
          257 lies exactly half way, and of the two neighbours 256 has the even last bit. So 256 + 1 = 256:
          the 1 is gone without a trace, and however often you add it, the sum stays.
        </p>
      </Predict>
      <Figure
        label="Rounding of a number that you type"
        caption="The bar is the gap between two neighbouring floats; the point is your number in it, and the filled end is the float it becomes. 16-bit values are rounded to f32 first, as the kernels of this page do."
      >
        <label className={partsFloats.numberField}>
          Any number
          <input
            type="text"
            inputMode="decimal"
            value={text}
            spellCheck={false}
            aria-invalid={value === null}
            onChange={({ target }) => change(target.value)}
          />
        </label>
        <span className={styles.numberExamples}>
          {EXAMPLES.map((example) => (
            <button key={example} type="button" className={controls.quiet} onClick={() => change(example)}>
              {example}
            </button>
          ))}
        </span>
        {value === null ? (
          <p className={tables.note} role="status">
            That is no number yet: digits, with a point or as a fraction such as 1/3.
          </p>
        ) : (
          <dl className={styles.roundings}>
            {DTYPES.map((dtype) => (
              <Rounding key={dtype} dtype={dtype} rounded={roundedIn(dtype, value)} />
            ))}
          </dl>
        )}
      </Figure>
      <p>
        0.1 is none of them, in any format: it would need endlessly many binary digits, as 1/3 does in
        decimal. That is not a flaw of computers but of tenths.
      </p>
    </>
  );
}

function Rounding({ dtype, rounded }: { readonly dtype: string; readonly rounded: Rounded }) {
  const { value, error, ulps, place, up } = rounded;
  return (
    <div className={styles.rounding} data-part="rounding">
      <dt>{dtype}</dt>
      <dd>
        <b>{exactDecimal(value)}</b>
        <small>
          {error === 0
            ? 'exactly'
            : Number.isFinite(error)
              ? `off by ${shortly(error)}, ${shortly(Math.abs(ulps))} ulp`
              : 'beyond the largest: it overflows'}
        </small>
        {place !== null && <Gap place={place} up={up} />}
      </dd>
    </div>
  );
}

/** Where the number lies between the float below (0) and the one above (1). */
function Gap({ place, up }: { readonly place: number; readonly up: boolean }) {
  return (
    <svg className={styles.gap} viewBox="0 0 200 16" aria-hidden="true">
      <path d="M6 8H194" />
      <circle className={up ? '' : styles.taken} cx="6" cy="8" r="5" />
      <circle className={up ? styles.taken : ''} cx="194" cy="8" r="5" />
      <path className={styles.gapAt} d={`M${6 + place * 188} 1V15`} />
    </svg>
  );
}
