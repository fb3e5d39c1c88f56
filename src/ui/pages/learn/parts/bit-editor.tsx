import { type KeyboardEvent, useRef, useState } from 'react';
import { FLOAT_FORMATS, type FloatFormat, floatParts } from '../../../../numerics/float-format.ts';
import styles from '../parts-floats.module.css';

interface BitEditorProps {
  readonly format: FloatFormat;
  readonly bits: number;
  readonly onChange: (bits: number) => void;
}

/** One bit: its place counted from the lowest, and what it is worth within its field. */
interface Bit {
  readonly place: number;
  readonly worth: string;
}

const FIELDS = { sign: styles.bitSign, exponent: styles.bitExponent, fraction: styles.bitFraction };

/** The bits of a float as switches in three fields. Arrow keys walk them; Enter, Space, 0 and 1 set them. */
export function BitEditor({ format, bits, onChange }: BitEditorProps) {
  const group = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(format.bits - 1);
  const at = Math.min(current, format.bits - 1);
  const { exponentField, exponent } = floatParts(format.dtype, bits);
  const flip = (place: number) => onChange(isSet(bits, place) ? bits - 2 ** place : bits + 2 ** place);
  const walk = (event: KeyboardEvent) => {
    const to = placeAfterKey(event.key, at, format.bits);
    if (to !== null) {
      setCurrent(to);
      group.current?.querySelector<HTMLElement>(`[data-place="${to}"]`)?.focus();
    } else if (event.key === '0' || event.key === '1') {
      if (isSet(bits, at) !== (event.key === '1')) flip(at);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const field = (name: 'sign' | 'exponent' | 'fraction', words: string) => (
    <fieldset className={`${styles.bitField} ${FIELDS[name]}`}>
      <legend className="unseen">{words}</legend>
      <span className={styles.bitCells}>
        {fieldBits(format, name).map(({ place, worth }) => (
          <button
            key={place}
            type="button"
            className={styles.bitCell}
            data-place={place}
            tabIndex={place === at ? 0 : -1}
            aria-pressed={isSet(bits, place)}
            aria-label={`${name} bit${worth && ` worth ${worth}`}`}
            title={worth && `worth ${worth}`}
            onFocus={() => setCurrent(place)}
            onClick={() => flip(place)}
          >
            {isSet(bits, place) ? 1 : 0}
          </button>
        ))}
      </span>
      <small aria-hidden="true">{words}</small>
    </fieldset>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the switches in it.
    <div className={styles.bitEditor} ref={group} onKeyDown={walk}>
      {field('sign', 'sign')}
      {field('exponent', exponentWords(exponentField, exponent, format))}
      {field('fraction', `fraction, ${format.fractionBits} bits`)}
    </div>
  );
}

function exponentWords(field: number, exponent: number, { bias, exponentBits }: FloatFormat): string {
  if (field === 0) return `exponent: all 0, as in 2^${1 - bias} without a leading 1`;
  if (field === 2 ** exponentBits - 1) return 'exponent: all 1, set apart';
  return `exponent: ${field} − ${bias} = ${exponent}`;
}

function fieldBits({ dtype }: FloatFormat, name: 'sign' | 'exponent' | 'fraction'): Bit[] {
  const { bits, fractionBits, exponentBits } = FLOAT_FORMATS[dtype];
  const places = (from: number, count: number) => Array.from({ length: count }, (_, i) => from - i);
  if (name === 'sign') return [{ place: bits - 1, worth: '' }];
  if (name === 'exponent')
    return places(bits - 2, exponentBits).map((place) => ({
      place,
      worth: String(2 ** (place - fractionBits)),
    }));
  return places(fractionBits - 1, fractionBits).map((place) => ({
    place,
    worth: `1/${2 ** (fractionBits - place)}`,
  }));
}

function isSet(bits: number, place: number): boolean {
  return Math.floor(bits / 2 ** place) % 2 === 1;
}

function placeAfterKey(key: string, at: number, count: number): number | null {
  const to: Readonly<Record<string, number>> = {
    ArrowLeft: at + 1,
    ArrowRight: at - 1,
    Home: count - 1,
    End: 0,
  };
  return to[key] === undefined ? null : Math.min(Math.max(to[key], 0), count - 1);
}
