import { useState } from 'react';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import knob from '../kernel-parts/knob.module.css';
import styles from './leaking.module.css';
import { leaked, packedRows } from './mask-case.ts';

const MASKS = [
  { value: 'masked', words: 'with the segment test' },
  { value: 'leaking', words: 'without it' },
] as const;

export function MaskStep({ complete }: StepProps) {
  const [mask, setMask] = useState<'masked' | 'leaking'>('masked');
  const rows = packedRows(mask);
  const change = (value: 'masked' | 'leaking') => {
    setMask(value);
    if (value === 'leaking') complete();
  };
  const many = leaked(rows);
  return (
    <>
      <p>
        Short prompts can be laid end to end and read as one sequence. Positions restart at each border, and
        attention asks of every key not only whether it comes earlier but whether it is of the same request.
        That second question is the segment test. It is one comparison, and all that stands between you and
        the neighbour’s prompt.
      </p>
      <Figure
        label="Who sees whom in a packed sequence"
        caption="Each line is a token that attends, each column one attended to, as the lab’s scheduler plans the step: seven tokens of a neighbour, then five of yours."
      >
        <Choice label="Mask" options={MASKS} value={mask} onChange={change} />
        <p className={knob.kernelWords} role="status">
          Your rows see {many} of the neighbour’s keys, counted row by row.
        </p>
        <div className={styles.mask} role="img" aria-label={`${many} places where you see the neighbour`}>
          {rows.flatMap(({ yours, first, last }, row) =>
            rows.map((key, column) => (
              <i
                // biome-ignore lint/suspicious/noArrayIndexKey: places are what they are.
                key={`${row} ${column}`}
                className={
                  column < first || column > last
                    ? undefined
                    : yours
                      ? key.yours
                        ? styles.own
                        : styles.leaked
                      : styles.neighbour
                }
              />
            )),
          )}
        </div>
        <p className={styles.key}>
          <span>full: you see your own</span>
          <span>striped: the neighbour sees its own</span>
          <span>dashed: you see the neighbour’s</span>
        </p>
      </Figure>
    </>
  );
}
