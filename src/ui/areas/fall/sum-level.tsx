import { TreePicture } from '../../../charts/tree-picture.tsx';
import { describePlan } from '../../../numerics/describe-plan.ts';
import { counted, value32 } from '../../../results/text.ts';
import { type ElementReport, isSum } from '../../../studies/microscope/element.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import { BitsTable } from '../../kit/bits-view.tsx';
import { Name } from '../../kit/name.tsx';
import styles from './fall.module.css';

interface SumLevelProps {
  readonly look: Look;
  readonly element: ElementReport;
  readonly fall: () => void;
}

/** One element in both arms: the order of its sum with the roundings, and its bits. The bits are the way down. */
export function SumLevel({ look, element, fall }: SumLevelProps) {
  return (
    <>
      <div className={styles.sides}>
        {(['a', 'b'] as const).map((side) => (
          <section key={side} className={styles.side} data-side={side}>
            <h3>
              <Name of={look[side].arm} /> <small>{orderOf(element, side)}</small>
            </h3>
            {isSum(element) && (
              <TreePicture
                label={`${side.toUpperCase()}: ${describePlan(element.sides[side].plan)}`}
                root={element.sides[side].tree.root}
                side={side}
              />
            )}
            <p className={styles.value}>
              {value32(isSum(element) ? element.sides[side].tree.root.value : element[side])}
            </p>
          </section>
        ))}
      </div>
      <BitsTable label="Bits of the element" a={element.a} b={element.b} />
      <button type="button" className={styles.enter} onClick={fall}>
        {Object.is(element.a, element.b)
          ? 'The same bits: on to the token ↓'
          : 'What these bits do to the token ↓'}
      </button>
    </>
  );
}

function orderOf(element: ElementReport, side: 'a' | 'b'): string {
  if (isSum(element)) return describePlan(element.sides[side].plan);
  return element.kind === 'attention' ? counted(element.splits[side].length, 'split') : '';
}
