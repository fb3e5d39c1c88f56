import { shrinkWords, trialWords } from '../../../report/flip.ts';
import { counted, quoted } from '../../../results/text.ts';
import type { FlipReport, FlipTrial, ShrinkTrial } from '../../../studies/search/flip-report.ts';
import { shownText } from '../../kit/format.ts';
import streams from '../../kit/styles/streams.module.css';
import styles from './pictures.module.css';

/** Text before the flip that is shown; the fork is what matters. */
const SHOWN_CHARACTERS = 90;

const TRIALS = { same: '', bits: styles.trialBits, flip: styles.trialFlip };

/** Every batch that was tried, where one flips the probe, and how that one was made smaller. */
export function FlipStory({ report: { trials, shrinks, flip } }: { readonly report: FlipReport }) {
  const kept = shrinks.filter(({ fork }) => fork !== null);
  return (
    <div className={styles.flip}>
      <p className={styles.trialMarks}>
        <span>Batches tried</span>
        {trials.map((trial, i) => (
          // Trials are only ever added at the end.
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            key={i}
            className={`${styles.trial} ${TRIALS[outcomeOf(trial)]}`}
            data-part="trial"
            title={trialLabel(trial, i)}
          >
            <span className="unseen">{trialLabel(trial, i)}</span>
          </span>
        ))}
      </p>
      {flip && (
        <p className={styles.flipText}>
          …{shownText(flip.shared.slice(-SHOWN_CHARACTERS), false)}
          <span className={styles.flipSide} data-side="a">
            <span className={streams.badge}>A</span> {flip.alone === null ? 'ended' : quoted(flip.alone)}
          </span>
          <span className={styles.flipSide} data-side="b">
            <span className={streams.badge}>B</span> {flip.company === null ? 'ended' : quoted(flip.company)}
          </span>
        </p>
      )}
      {shrinks.length > 0 && (
        <details className={styles.shrinks} open={kept.length <= 6}>
          <summary>
            Made smaller {counted(kept.length, 'time')}, {shrinks.length} tried
          </summary>
          <ol>
            {shrinks.map((shrink, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              <li key={i} className={shrink.fork === null ? styles.leftOut : styles.kept}>
                {shrinkLabel(shrink)}
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}

function outcomeOf({ fork, identical }: FlipTrial): keyof typeof TRIALS {
  if (fork !== null) return 'flip';
  return identical ? 'same' : 'bits';
}

function trialLabel(trial: FlipTrial, index: number): string {
  const { changes, batchmates } = trial;
  return `${index + 1}: ${counted(batchmates, 'batchmate')}, ${changes.join(', ') || 'as it is'}: ${trialWords(trial)}`;
}

function shrinkLabel(shrink: ShrinkTrial): string {
  const size = shrink.fork === null ? '' : ` (${counted(shrink.batchmates, 'batchmate')})`;
  return `${shrink.change}: ${shrinkWords(shrink)}${size}`;
}
