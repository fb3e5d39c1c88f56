import { type ChangeEvent, useRef } from 'react';
import { EngineChoice } from '../run/engine-choice.tsx';
import { RunControls } from '../run/run-controls.tsx';
import { chooseExperiment, openExperimentFile } from '../store/actions.ts';
import { isBusy } from '../store/lab-state.ts';
import { useLab } from '../store/lab-store.ts';

/** What to run, on what, and the button. */
export function Setup() {
  return (
    <section className="setup" aria-label="Setup">
      <ExperimentChoice />
      <EngineChoice />
      <RunControls />
    </section>
  );
}

function ExperimentChoice() {
  const experiments = useLab((state) => state.experiments);
  const chosen = useLab((state) => state.chosen);
  const refused = useLab((state) => state.refused);
  const busy = useLab((state) => isBusy(state.status));
  return (
    <div className="field">
      <label htmlFor="experiment">Experiment</label>
      <div className="row">
        <select
          id="experiment"
          value={chosen.id}
          disabled={busy}
          onChange={(event) => chooseExperiment(event.target.value)}
        >
          {experiments.map(({ id, experiment }) => (
            <option key={id} value={id}>
              {experiment.title}
            </option>
          ))}
        </select>
        <OpenFile disabled={busy} />
      </div>
      {chosen.experiment.description && <p className="description">{chosen.experiment.description}</p>}
      {refused && (
        <p className="refused" role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}

function OpenFile({ disabled }: { readonly disabled: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const open = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file) void openExperimentFile(file);
    // The same file chosen again, after it was mended, is a change too.
    event.target.value = '';
  };
  return (
    <>
      <button
        type="button"
        disabled={disabled}
        title="Open an experiment from a JSON file"
        onClick={() => input.current?.click()}
      >
        Open file…
      </button>
      <input ref={input} type="file" accept=".json,application/json" hidden onChange={open} />
    </>
  );
}
