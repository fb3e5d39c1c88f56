import { type ComponentType, lazy, Suspense } from 'react';
import styles from './danger-line.module.css';
import type { DangerLineProps } from './danger-picture.tsx';

// Its axes bring d3 with them, which the first script is not to wait for. A picture that cannot be fetched is left out: the
// table below it says the same.
const picture: Promise<{ default: ComponentType<DangerLineProps> }> = import('./danger-picture.tsx').then(
  ({ DangerPicture }) => ({ default: DangerPicture }),
  () => ({ default: () => null }),
);
const DangerPicture = lazy(() => picture);

/** Margin and perturbation of every token on one log axis; what has no point was not measured there, or has no comparable logits. */
export function DangerLine(props: DangerLineProps) {
  return (
    <Suspense fallback={<div className={styles.dangerLine} />}>
      <DangerPicture {...props} />
    </Suspense>
  );
}
