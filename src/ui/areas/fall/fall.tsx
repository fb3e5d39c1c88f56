import { type MouseEvent, useRef, useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import {
  kernelWords,
  LEVEL_WORDS,
  LEVELS,
  type Level,
  type StepSide,
  stepWords,
  sumWords,
  tokenWords,
} from '../../../report/fall.ts';
import type { LookPlace } from '../../../studies/microscope/microscope.ts';
import charts from '../../kit/styles/charts.module.css';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import { faultOf, isUnderWay, progressOf, resultOf } from '../../state/task.ts';
import { LookProgress } from '../microscope/look-progress.tsx';
import { lookKeyOf } from '../microscope/look-store.ts';
import { BatchLevel } from './batch-level.tsx';
import styles from './fall.module.css';
import { fallTo, stopFalling, useFall } from './fall-store.ts';
import { KernelLevel } from './kernel-level.tsx';
import { SumLevel } from './sum-level.tsx';
import { TokenLevel } from './token-level.tsx';

interface Origin {
  readonly x: string;
  readonly y: string;
  /** Into the picture, or back out of it. */
  readonly down: boolean;
}

interface FallProps {
  readonly pair: Pair;
  readonly place: LookPlace;
  readonly a: StepSide;
  readonly b: StepSide;
}

/** The picture that one falls into: from the batch to the kernels, into one sum, and up to the token; each level is a click. */
export function Fall({ pair, place, a, b }: FallProps) {
  const record = useLab(({ view }) => view.record);
  const busy = useLab(({ status }) => isUnderWay(status));
  const experiment = useLab(({ view }) => view.experiment);
  const mine = useFall((state) => state.record === record && state.key === lookKeyOf(place));
  const level = useFall((state) => (mine ? state.level : 'batch'));
  const fallen = useFall((state) => (mine ? resultOf(state.work) : null));
  const progress = useFall((state) => (mine ? progressOf(state.work) : null));
  const fault = useFall((state) => (mine ? faultOf(state.work) : null));
  const stage = useRef<HTMLDivElement>(null);
  // Where the level opens from, in the stage's own place; the one that the page opens with stands still.
  const [origin, setOrigin] = useState<Origin | null>(null);
  const go = (to: Level) => {
    if (busy) return;
    const from = document.activeElement;
    void fallTo(place, to).then(() => {
      // A look takes its time: whoever went on elsewhere meanwhile stays there.
      const now = document.activeElement;
      if (now === from || now === document.body) stage.current?.focus({ preventScroll: true });
    });
  };
  const point = ({ clientX, clientY, currentTarget }: MouseEvent) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    setOrigin({ down: true, x: `${clientX - left}px`, y: `${clientY - top}px` });
  };
  const shown = fallen ? level : 'batch';
  const roleOf = (request: string) => experiment?.requests.find(({ id }) => id === request)?.role ?? 'clean';
  return (
    <>
      <Levels
        shown={shown}
        go={(to) => {
          setOrigin({ x: '50%', y: '50%', down: LEVELS.indexOf(to) > LEVELS.indexOf(shown) });
          go(to);
        }}
      />
      <div
        key={shown}
        className={styles.stage}
        ref={stage}
        tabIndex={-1}
        data-part="fall-stage"
        data-level={shown}
        data-down={origin?.down}
        style={origin ? { transformOrigin: `${origin.x} ${origin.y}` } : undefined}
        onClickCapture={point}
      >
        <p className={styles.words}>
          {shown === 'batch' && visible(stepWords(pair.probe.id, place.position, a, b))}
          {fallen && shown === 'kernel' && visible(kernelWords(fallen.look))}
          {fallen && shown === 'sum' && visible(sumWords(fallen.look, fallen.element))}
          {fallen && shown === 'token' && visible(tokenWords(fallen.look))}
        </p>
        {shown === 'batch' && (
          <BatchLevel probe={pair.probe.id} {...{ a, b, roleOf }} fall={() => go('kernel')} />
        )}
        {fallen && shown === 'kernel' && <KernelLevel look={fallen.look} fall={() => go('sum')} />}
        {fallen && shown === 'sum' && <SumLevel {...fallen} fall={() => go('token')} />}
        {fallen && shown === 'token' && <TokenLevel look={fallen.look} />}
      </div>
      {progress && <LookProgress {...progress} stop={stopFalling} />}
      {fault && (
        <p className={charts.workFailed} role="alert">
          {fault.message}
        </p>
      )}
    </>
  );
}

/** Where one is, and the way to every level. */
function Levels({ shown, go }: { readonly shown: Level; readonly go: (to: Level) => void }) {
  return (
    <ol className={styles.levels} aria-label="Levels">
      {LEVELS.map((level) => (
        <li key={level}>
          <button type="button" aria-current={level === shown ? 'step' : undefined} onClick={() => go(level)}>
            {LEVEL_WORDS[level]}
          </button>
        </li>
      ))}
    </ol>
  );
}
