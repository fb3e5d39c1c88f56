import type { ReactNode } from 'react';
import type { ActivationDtype } from '../../../../numerics/dtypes.ts';
import { exactDecimal } from '../../../../numerics/exact-decimal.ts';
import {
  FLOAT_FORMATS,
  type FloatParts,
  floatFromBits,
  floatParts,
  nextFloat,
  ulpSize,
} from '../../../../numerics/float-format.ts';
import { trueMinus } from '../../../../numerics/true-minus.ts';
import styles from '../parts-floats.module.css';
import { BitEditor } from './bit-editor.tsx';

interface FloatWidgetProps {
  readonly dtype: ActivationDtype;
  readonly bits: number;
  readonly onChange: (bits: number) => void;
  /** More buttons, after those of the neighbours. */
  readonly children?: ReactNode;
}

/** A float under the hand: its bits, what they mean, its exact value, and the way to its neighbours. */
export function FloatWidget({ dtype, bits, onChange, children }: FloatWidgetProps) {
  const format = FLOAT_FORMATS[dtype];
  const value = floatFromBits(dtype, bits);
  const parts = floatParts(dtype, bits);
  const hex = bits.toString(16).padStart(format.bits / 4, '0');
  return (
    <div>
      <BitEditor format={format} bits={bits} onChange={onChange} />
      <output className={styles.floatValue} aria-live="polite">
        <Formula parts={parts} />
        <strong>{exactDecimal(value)}</strong>
      </output>
      <div className={styles.floatFacts}>
        <span className="row">
          <button type="button" onClick={() => onChange(nextFloat(dtype, bits, -1))}>
            −1 ulp
          </button>
          <button type="button" onClick={() => onChange(nextFloat(dtype, bits, 1))}>
            +1 ulp
          </button>
          {children}
        </span>
        <small>
          {parts.kind}
          {Number.isFinite(value) && `, next one out is ${shortly(ulpSize(dtype, bits))} away`};{' '}
          <code>0x{hex}</code>
        </small>
      </div>
    </div>
  );
}

/** Sign, significand and power of two, in the colours of their bits. */
function Formula({ parts: { kind, sign, significand, exponent } }: { readonly parts: FloatParts }) {
  if (kind === 'nan') return <span>not a number</span>;
  if (kind === 'infinity') return <span>infinity</span>;
  return (
    <span>
      <b className={styles.bitSign}>{sign ? '−' : '+'}</b>{' '}
      <b className={styles.bitFraction}>{exactDecimal(significand)}</b>
      {' × '}
      <b className={styles.bitExponent}>
        2<sup>{trueMinus(String(exponent))}</sup>
      </b>
      {' ='}
    </span>
  );
}

/** Three digits are enough to compare by. */
export function shortly(value: number): string {
  if (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6)
    return trueMinus(String(Number(value.toPrecision(3))));
  return trueMinus(value.toExponential(2)).replace('e+', 'e');
}
