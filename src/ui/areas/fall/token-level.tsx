import { measured, quoted } from '../../../results/text.ts';
import type { Contenders } from '../../../studies/microscope/facts.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import { Name } from '../../kit/name.tsx';
import { Growth } from '../microscope/growth.tsx';
import styles from './fall.module.css';

/** How the difference grew, and the lead of one word over the other in both arms. */
export function TokenLevel({ look }: { readonly look: Look }) {
  const { contenders } = look;
  const most = Math.max(Math.abs(contenders.gapA), Math.abs(contenders.gapB), Number.MIN_VALUE);
  return (
    <>
      <div className={styles.leads}>
        <p>
          Lead of {quoted(contenders.chosen.text)} over {quoted(contenders.rival.text)}
        </p>
        <Lead side="a" arm={look.a.arm} gap={contenders.gapA} {...{ most, contenders }} />
        <Lead side="b" arm={look.b.arm} gap={contenders.gapB} {...{ most, contenders }} />
      </div>
      <Growth look={look} open={null} />
    </>
  );
}

interface LeadProps {
  readonly side: 'a' | 'b';
  readonly arm: string;
  readonly gap: number;
  /** The larger of both leads. */
  readonly most: number;
  readonly contenders: Contenders;
}

/** A bar from the middle: to the right the one word leads, to the left the other. */
function Lead({ side, arm, gap, most, contenders: { chosen, rival } }: LeadProps) {
  const winner = gap === 0 ? 'a tie' : quoted(gap > 0 ? chosen.text : rival.text);
  return (
    <div className={styles.lead} data-side={side}>
      <span>
        <Name of={arm} />
      </span>
      <span className={styles.leadBar} aria-hidden="true">
        <span
          style={{
            [gap < 0 ? 'right' : 'left']: '50%',
            width: `${(Math.abs(gap) / most) * 50}%`,
          }}
        />
      </span>
      <span>
        {gap > 0 ? '+' : ''}
        {measured(gap)}: <strong>{winner}</strong>
      </span>
    </div>
  );
}
