import { useState } from 'react';
import { roundToFractionBits } from '../../../../../numerics/float-format.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { shortly } from '../../parts/float-widget.tsx';
import { Predict } from '../../parts/predict.tsx';
import parts from '../../parts.module.css';
import styles from './floats.module.css';
import { NumberLine } from './number-line.tsx';

/** Stretches between powers of two that the point must have been in: three powers lie between four of them. */
const STRETCHES = 4;

export function GridStep({ complete }: StepProps) {
  const [value, setValue] = useState(5.3);
  const [fractionBits, setFractionBits] = useState(2);
  const [visited, setVisited] = useState<ReadonlySet<number>>(() => new Set([stretchOf(5.3)]));
  const move = (next: number) => {
    setValue(next);
    const stretches = new Set([...visited, stretchOf(next)]);
    setVisited(stretches);
    if (stretches.size >= STRETCHES) complete();
  };
  const rounded = roundToFractionBits(value, fractionBits);
  const step = 2 ** (stretchOf(value) - fractionBits);
  return (
    <>
      <p>
        Between one power of two and the next lie equally many floats, whatever the power: the fraction has
        only so many patterns. So their distance, the <Term id="ulp">ulp</Term>, doubles at every power of
        two. Close to zero the grid is fine, far out it is coarse, and relative to the number it is always
        about the same.
      </p>
      <Predict
        question="bf16 has 7 bits of fraction: 128 floats from 1 up to, but not including, 2. How many from 1,024 up to 2,048?"
        options={['128', '1,024', '131,072']}
        answer={0}
      >
        <p>
          128 again: the same fractions, another exponent. They lie 8 apart there. bf16 knows 1,024 and 1,032,
          and no number between them.
        </p>
      </Predict>
      <Figure
        label="The grid of floats on the number line"
        caption="Every tick is a float. Drag the point, or use the arrow keys; it falls to the nearest tick. With 7 bits this is bf16."
      >
        <label className={parts.learnSlider}>
          <span>
            Bits of fraction: <b>{fractionBits}</b>
          </span>
          <input
            type="range"
            min={0}
            max={7}
            value={fractionBits}
            onChange={({ target }) => setFractionBits(Number(target.value))}
          />
        </label>
        <NumberLine value={value} rounded={rounded} fractionBits={fractionBits} onMove={move} />
        <p className={styles.gridWords}>
          <span>
            {value.toFixed(3)} becomes <b>{rounded}</b>
          </span>
          <span>
            step here <b>{shortly(step)}</b>
          </span>
          <span>
            error <b>{shortly(rounded - value)}</b>
          </span>
        </p>
      </Figure>
    </>
  );
}

/** Exponent of the power of two at or below a value. */
function stretchOf(value: number): number {
  return Math.floor(Math.log2(value));
}
