import { useMemo } from 'react';
import { countDifferingBits } from '../../../../../numerics/bits.ts';
import type { Range } from '../../../../../numerics/plan.ts';
import { OWN_SETS } from '../../../../../numerics/sets/sets.ts';
import tables from '../../../../kit/styles/tables.module.css';
import knob from '../kernel-parts/knob.module.css';
import { RunsBar } from '../kernel-parts/runs-bar.tsx';
import { type AttentionCase, attended } from './attention-case.ts';
import styles from './three-kernels.module.css';

interface SplitBarsProps {
  readonly given: AttentionCase;
  /** A row's splits under each set: as they are, and as they were in the case to compare with. */
  readonly splits: (set: (typeof OWN_SETS)[number]) => {
    readonly now: readonly Range[];
    readonly before: readonly Range[];
  };
  /** What it is compared with: `alone`. */
  readonly against: string;
}

/** How each set cuts one row's keys, and whether the head's output has the bits that it has otherwise. */
export function SplitBars({ given, splits, against }: SplitBarsProps) {
  return (
    <div className={styles.splitBars}>
      {OWN_SETS.map((set) => {
        const { now, before } = splits(set);
        return (
          <div key={set}>
            <RunsBar name={set} runs={now} unit="keys" />
            <SameBits given={given} now={now} before={before} against={against} />
          </div>
        );
      })}
    </div>
  );
}

interface SameBitsProps extends Pick<SplitBarsProps, 'given' | 'against'> {
  readonly now: readonly Range[];
  readonly before: readonly Range[];
}

function SameBits({ given, now, before, against }: SameBitsProps) {
  const differing = useMemo(() => differingOutputs(given, now, before), [given, now, before]);
  if (differing === 0)
    return (
      <p className={`${tables.note} ${knob.kernelSame}`} role="status">
        = the bits it has {against}
      </p>
    );
  return (
    <p className={`${tables.note} ${knob.kernelDiffers}`} role="status">
      ≠ {differing} of 32 outputs differ from those {against}
    </p>
  );
}

/** Outputs of the head that differ in f32 between two ways to cut its keys. */
export function differingOutputs(given: AttentionCase, a: readonly Range[], b: readonly Range[]): number {
  return countDifferingBits(attended(given, a, 'f32'), attended(given, b, 'f32'));
}
