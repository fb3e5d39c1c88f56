import { Term } from '../../kit/glossary/term.tsx';
import styles from './story.module.css';

/** For someone who has never heard of a batch. */
export function Sentence() {
  return (
    <header className={styles.sentence}>
      <h2 id="story-title">
        The same question to the same model can get another answer, because of who else is asking.
      </h2>
      <p>
        Servers answer many people in one <Term id="batch">batch</Term> at a time. Here a real language model
        gets one prompt in two batches, with nothing left to chance.{' '}
        <a href="#learn/story">The story in two minutes</a>
      </p>
    </header>
  );
}

/** For someone who builds the servers. */
export function SmallPrint() {
  return (
    <p className={styles.smallPrint}>
      <strong>How:</strong> the batch’s shape decides in which order a kernel adds up its sums. Another order
      rounds differently, a <Term id="logit">logit</Term> moves by a few bits, and where two tokens are nearly
      tied another one wins. <Term id="batch-invariant">Batch-invariant</Term> kernels add in one order and
      pay for it in time. Below: the first bit that differs, the sum it came from, and the price.
    </p>
  );
}
