import type { SumPlan } from '../../../numerics/plan.ts';
import { measured, value32 } from '../../../results/text.ts';
import type { Check } from '../../../studies/microscope/sums.ts';
import styles from './tree.module.css';

interface CheckLineProps {
  readonly plan: SumPlan;
  readonly check: Check;
  readonly dtype: string;
}

/** Whether the tree is what the engine computed; a mismatch is said as loudly as a match. */
export function CheckLine({ plan, check, dtype }: CheckLineProps) {
  const { equal, parts } = check;
  const good = equal && parts !== false;
  return (
    <p className={good ? styles.checkLineSame : styles.checkLineDiffers}>
      <span aria-hidden="true">{good ? '=' : '≠'}</span> {checkWords(plan, check, dtype)}
    </p>
  );
}

function checkWords(
  { operation, chunks }: SumPlan,
  { equal, given, ulp, parts }: Check,
  dtype: string,
): string {
  const away = ulp === null ? 'across zero' : `${measured(ulp)} ulp in ${dtype} away`;
  if (operation === 'rmsnorm') {
    return equal
      ? 'Root, mean, square root and gain give the value of the engine bit for bit.'
      : `From this root JavaScript's square root and the gain give a value ${away} from the engine's ${value32(given)}; the engine does not show the sum itself.`;
  }
  const written =
    parts === null
      ? ''
      : parts
        ? `, and all ${chunks.length} partial sums do`
        : ', but a partial sum does not';
  return equal
    ? `The root equals what the engine computed bit for bit${written}.`
    : `The engine computed ${value32(given)}, ${away}: this tree does not show what it did${written}.`;
}
