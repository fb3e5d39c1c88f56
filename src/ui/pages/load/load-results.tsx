import { useCallback, useMemo, useRef, useState } from 'react';
import { stepAt } from '../../../charts/load-scene.ts';
import tables from '../../kit/styles/tables.module.css';
import { AnswersPanel } from './answers-panel.tsx';
import type { ArmView } from './arm-view.ts';
import { ArmsTable } from './arms-table.tsx';
import { CanaryPanel } from './canary-panel.tsx';
import { DropsPanel } from './drops-panel.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import styles from './load.module.css';
import { isGrowing, useLoad } from './load-store.ts';
import { useCompany } from './open-company.ts';
import { PoolPanel } from './pool-panel.tsx';
import { PrecisionPanel } from './precision-panel.tsx';
import { RunPanel } from './run-panel.tsx';
import { StreamPanel } from './stream-panel.tsx';
import { usePlayback } from './use-playback.ts';
import { useRunWindow } from './use-run-window.ts';
import { useThrottled } from './use-throttled.ts';
import { watchedIn } from './viewed-request.ts';
import { WhyPanel } from './why-panel.tsx';

const NO_LIMITS = {};
/** Least time between two states of the latencies of a run under way: all that are done are sorted for them. */
const FIGURES_MS = 1000;
/** Least time between two states of the panels below a picture that moves, in milliseconds: words and figures are read, not watched. */
const READ_MS = 100;

/** The run on screen: one of its arms at a time. */
export function LoadResults() {
  const views = useLoad((state) => state.views);
  const picked = useLoad((state) => state.arm);
  const runs = useLoad((state) => state.runs);
  // The same request in whichever arm, and run, is looked at.
  const [watched, setWatched] = useState<string | null>(null);
  const view = views.find(({ arm }) => arm === picked) ?? views.at(0);
  // A view grows in place: that somebody has come is a change by itself.
  const empty = useLoad(() => !view || view.requests.length === 0);
  const listening = useLoad(({ watched }) => watched?.listening === true);
  if (!view || empty)
    return (
      <section className={tables.panel}>
        <p className={tables.note}>
          {listening
            ? 'Nobody has come yet: requests are drawn here as the server tells of them.'
            : 'Nobody has come yet. Turn the crowd loose: arrivals, queue, batch, memory and one good request among it are drawn here as they happen.'}
        </p>
      </section>
    );
  return (
    <div className={styles.results}>
      {views.length > 1 && <ArmsTable {...{ views, watched }} shown={view} onWatch={setWatched} />}
      <Precision views={views} />
      <ArmResults key={`${runs} ${view.arm}`} {...{ views, view, watched }} onWatched={setWatched} />
    </div>
  );
}

/** Of all arms together, a few times while they run. */
function Precision({ views }: { readonly views: readonly ArmView[] }) {
  // Views grow in place.
  const all = useLoad((state) =>
    state.views.reduce((sum, { scene, metrics }) => sum + scene.steps.length + Number(metrics !== null), 0),
  );
  const busy = useLoad(isGrowing);
  const limits = useLoad(({ ran }) => ran?.limits ?? NO_LIMITS);
  const steps = useThrottled(all, busy ? FIGURES_MS : 0);
  return <PrecisionPanel {...{ views, steps, limits }} />;
}

/** Where the visitor looks in a run. */
interface Look {
  /** Null: the newest. */
  readonly step: number | null;
  readonly position: number | null;
}

interface ArmResultsProps {
  readonly views: readonly ArmView[];
  readonly view: ArmView;
  /** Name of the request that is looked at; null: the first probe. */
  readonly watched: string | null;
  readonly onWatched: (request: string) => void;
}

function ArmResults({ views, view, watched, onWatched }: ArmResultsProps) {
  const version = useLoad((state) => state.version);
  const busy = useLoad(isGrowing);
  const baked = useLoad((state) => state.baked);
  const limits = useLoad(({ ran }) => ran?.limits ?? NO_LIMITS);
  const [look, setLook] = useState<Look>({ step: null, position: null });
  const run = useRunWindow(view.scene.end);
  const { bring } = run.moves;
  const why = useRef<HTMLElement>(null);
  const last = view.scene.steps.length - 1;
  const step = look.step === null ? last : Math.min(look.step, last);
  const request = watchedIn(view, watched);
  const onStep = useCallback(
    (next: number) => setLook((now) => ({ ...now, step: next, position: null })),
    [],
  );
  const onWatch = useCallback(
    (next: number) => {
      onWatched(view.requests[next].id);
      setLook((now) => ({ ...now, position: null }));
    },
    [view, onWatched],
  );
  const onPosition = useCallback(
    (position: number) => {
      const { at } = view.requests[request].tokens[position];
      const chosen = stepAt(view.scene.steps, at - 1e-6);
      setLook({ position, step: chosen });
      bring(at, at);
    },
    [view, request, bring],
  );
  const onOpen = useCallback(() => {
    why.current?.focus();
    why.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const onDropStep = useCallback(
    (next: number) => {
      const { at, milliseconds } = view.scene.steps[next];
      onStep(next);
      bring(at, at + milliseconds);
      onOpen();
    },
    [view, onStep, bring, onOpen],
  );
  const all = view.requests.filter(({ outcome }) => outcome?.kind === 'done').length;
  const done = useThrottled(all, view.metrics ? 0 : FIGURES_MS);
  const playback = usePlayback(view, step, onStep);
  const still = useThrottled(
    useMemo(() => ({ step, version }), [step, version]),
    busy || playback.playing ? READ_MS : 0,
  );
  const elsewhere = useLoad(({ watched }) => watched !== null);
  const company = useCompany(
    view,
    request,
    elsewhere ? 'watched' : busy ? 'over' : baked !== null ? 'here' : null,
  );
  return (
    <>
      <RunPanel
        {...{ view, version, run, step }}
        watched={request}
        playback={busy ? null : playback}
        {...{ onStep, onWatch, onOpen }}
      />
      <div className={styles.pair}>
        <StreamPanel {...{ view, request, onPosition }} version={still.version} position={look.position} />
        <WhyPanel
          {...{ view, request }}
          version={still.version}
          step={look.position === null ? still.step : -1}
          position={look.position}
          ref={why}
          company={company}
        />
      </div>
      <CanaryPanel view={view} looks={view.looks.length} />
      <DropsPanel {...{ view, request }} version={still.version} onStep={onDropStep} />
      <div className={`${styles.pair} ${styles.figures}`}>
        <LatencyPanel {...{ view, done, limits }} watched={request} />
        <PoolPanel {...{ view }} step={still.step} watched={request} />
      </div>
      <AnswersPanel {...{ views, view, done }} watched={request} />
    </>
  );
}
