import { useLayoutEffect, useRef } from 'react';
import type { Outcome } from '../../../report/outcome.ts';
import controls from '../../kit/styles/controls.module.css';
import { Answer } from '../compare/verdict.tsx';
import { Stage, type StageProps } from './stage.tsx';
import styles from './story.module.css';
import { type Playhead, usePlayhead, useStillness } from './use-playhead.ts';

interface PerformanceProps extends Omit<StageProps, 'written' | 'parted'> {
  readonly outcome: Outcome;
  /** Begins by itself; what grows is shown as it comes, and can be played again when it is there. */
  readonly plays: boolean;
}

/** Plays two answers as they were written, in step; then what came of it. */
export function Performance({ outcome, plays, ...stage }: PerformanceProps) {
  const { streams, fork, growing } = stage;
  const length = Math.max(streams.a.length, streams.b.length);
  const still = useStillness();
  const head = usePlayhead({ length, fork }, plays, still || growing);
  const frame = useHeldHeight();
  return (
    <figure className={styles.performance} ref={frame} aria-label="The two answers">
      <div className={styles.caption}>
        <span>In bold the prompt, the same for both</span>
        {length > 0 && !growing && !still && <PlayButton {...head} />}
      </div>
      <Stage {...stage} written={head.written} parted={head.parted} />
      <figcaption className={head.phase === 'over' ? styles.outcome : `${styles.outcome} ${styles.awaited}`}>
        <Answer tone={outcome.tone} words={outcome.words} />
        {outcome.why && <p className={styles.why}>{outcome.why}</p>}
      </figcaption>
    </figure>
  );
}

const BUTTONS: Readonly<Record<Playhead['phase'], readonly [mark: string, words: string]>> = {
  playing: ['❚❚', 'Pause'],
  paused: ['▶', 'Go on'],
  over: ['↻', 'Replay'],
};

function PlayButton({ phase, press }: Pick<Playhead, 'phase' | 'press'>) {
  const [mark, words] = BUTTONS[phase];
  return (
    <button type="button" className={`${controls.quiet} ${styles.play}`} onClick={press}>
      <span aria-hidden="true">{mark}</span> {words}
    </button>
  );
}

/** The tallest that the frame was at this width: what follows it stays where it is when shorter results take the place of others. */
const held = { width: 0, height: 0 };

function useHeldHeight() {
  const frame = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = frame.current!;
    const width = element.offsetWidth;
    element.style.minHeight = '';
    const height = Math.max(element.offsetHeight, held.width === width ? held.height : 0);
    Object.assign(held, { width, height });
    element.style.minHeight = `${height}px`;
  });
  return frame;
}
