import { type ComponentProps, lazy, Suspense } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { EngineChoice } from '../../areas/run/engine-choice.tsx';
import { SelectField } from '../../kit/choices.tsx';
import { visibleLines } from '../../kit/format.ts';
import fields from '../../kit/styles/fields.module.css';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useMedia } from '../../kit/use-media.ts';
import type { PageProps } from '../../state/page-address.ts';
import { isUnderWay } from '../../state/task.ts';
import type { ArmView } from './arm-view.ts';
import { MechanismCards } from './cards/mechanism-cards.tsx';
import { CrowdForm } from './crowd-form.tsx';
import styles from './load.module.css';
import { LoadBar } from './load-bar.tsx';
import { withClock } from './load-edits.ts';
import { LoadResults } from './load-results.tsx';
import {
  chooseLoad,
  editLoad,
  type LoadState,
  loadPresets,
  lookAtArm,
  presetOf,
  useLoad,
} from './load-store.ts';
import { MechanismForm } from './mechanism-form.tsx';
import { RanNote } from './ran-note.tsx';
import { isSameExperiment } from './same-experiment.ts';
import { ShareDialog, ShareRow } from './share-row.tsx';
import { TraceDrop } from './trace-drop.tsx';
import { useAddressed, WATCH } from './use-addressed.ts';
import { useBaked } from './use-baked.ts';
import { WatchPanel } from './watch/watch-panel.tsx';

const CouplingFigure = lazy(async () => ({
  default: (await import('./couplings/coupling-figure.tsx')).CouplingFigure,
}));

/** A queue under traffic: who comes, who waits, what memory does, and what becomes of one good request in the crowd. */
export function LoadPage({ path }: PageProps) {
  const problem = useAddressed(path);
  useBaked();
  const watch = path[0] === WATCH;
  // A phone reads a run that was computed before.
  const small = useMedia('(max-width: 40rem)');
  // A window made small does not take the way to cancel with it.
  const busy = useLoad(({ work }) => isUnderWay(work));
  return (
    <div className={styles.load}>
      <div className={`${layout.pageHead} ${styles.head}`}>
        <h2>Load</h2>
        <p>
          Turn a crowd loose on the model and watch one good request: how long it waits, who it shares a step
          with, and whether its bits are still its own.
        </p>
      </div>
      {problem && (
        <p className={`${tables.note} ${styles.head}`} role="alert">
          {problem}
        </p>
      )}
      {!small && <Composer />}
      <div className={styles.results}>
        {/* Whoever comes for it finds it first. */}
        {watch && <WatchPanel open />}
        {!watch && <Couplings />}
        {(!small || busy) && (
          <section className={tables.panel}>
            <LoadBar />
          </section>
        )}
        {!watch && <WatchPanel open={false} />}
        {small && <Earlier />}
        <RanNote />
        <LoadResults />
        {/* Nothing stands between whoever watches and the picture. */}
        {watch && <Couplings />}
        <Words />
        <ShareRow />
      </div>
      <ShareDialog />
    </div>
  );
}

/** By itself: the run does not wait for it. */
function Couplings() {
  return (
    <Suspense fallback={null}>
      <CouplingFigure />
    </Suspense>
  );
}

/** Beside the run on screen, once that is over. */
function Words() {
  const view = useLoad(shownView);
  // Its figures are there when the run is over.
  useLoad((state) => shownView(state)?.metrics);
  return <MechanismCards view={view} />;
}

function shownView({ views, arm }: LoadState): ArmView | undefined {
  return views.find((view) => view.arm === arm) ?? views.at(0);
}

function Earlier() {
  const baked = useLoad((state) => state.baked);
  if (baked === null) return null;
  return (
    <p className={tables.note}>
      <strong>Computed earlier</strong> on {baked}. Open this page on a larger screen to run it yourself.
    </p>
  );
}

/** A choice by itself, over the form's width. */
function WideSelect<Value extends string>(props: ComponentProps<typeof SelectField<Value>>) {
  return (
    <div className={fields.editForm}>
      <div className={fields.wide}>
        <SelectField {...props} />
      </div>
    </div>
  );
}

function Composer() {
  const experiment = useLoad((state) => state.experiment);
  const picked = useLoad((state) => state.arm);
  const arm = experiment.arms.find(({ name }) => name === picked) ?? experiment.arms[0];
  const clock = experiment.clock?.kind ?? 'virtual';
  const preset = loadPresets.find((each) => isSameExperiment(each.experiment, experiment));
  const changed = !preset && loadPresets.some((each) => each.experiment.title === experiment.title);
  return (
    <section className={`${tables.panel} ${styles.form}`} aria-label="Compose the run">
      {loadPresets.length > 0 && (
        <WideSelect
          label="Preset"
          value={preset?.id ?? ''}
          options={[...(preset ? [] : ['']), ...loadPresets.map(({ id }) => id)]}
          words={(id) => presetOf(id)?.title ?? `${visible(experiment.title)}${changed ? ', changed' : ''}`}
          onChange={(id) => chooseLoad(presetOf(id) ?? experiment)}
        />
      )}
      {experiment.description && (
        <p className={tables.note}>
          {changed && <strong>Of the preset, before your changes: </strong>}
          {visibleLines(experiment.description)}
        </p>
      )}
      {experiment.crowd ? (
        <CrowdForm crowd={experiment.crowd} />
      ) : (
        <p className={tables.note}>Its requests are written out; nobody else comes.</p>
      )}
      <TraceDrop />
      {experiment.arms.length > 1 && (
        <WideSelect
          label="Arm"
          value={arm.name}
          options={experiment.arms.map(({ name }) => name)}
          words={visible}
          onChange={lookAtArm}
        />
      )}
      <MechanismForm key={arm.name} arm={arm} />
      <div className={fields.editForm}>
        <SelectField
          label="Clock"
          value={clock}
          options={['virtual', 'real']}
          onChange={(kind) => editLoad(withClock(kind))}
        />
      </div>
      <EngineChoice />
    </section>
  );
}
