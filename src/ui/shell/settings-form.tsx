import { lazy, Suspense, useEffect, useState } from 'react';
import { bytesWords } from '../kit/format.ts';
import { saveJson } from '../kit/save-file.ts';
import dialog from '../kit/styles/dialog.module.css';
import tables from '../kit/styles/tables.module.css';
import { type KeptThing, listKept, storageEstimate } from '../state/kept-things.ts';
import { changeSettings, MOTIONS, SIZES, THEMES, useSettings } from '../state/settings.ts';

const KeptModels = lazy(async () => ({
  default: (await import('../areas/own-model/kept-models.tsx')).KeptModels,
}));

const KeptStudies = lazy(async () => ({
  default: (await import('../areas/keep/kept-studies-form.tsx')).KeptStudiesForm,
}));

export function SettingsForm() {
  const settings = useSettings((all) => all);
  return (
    <div className={dialog.form}>
      <Choices
        legend="Theme"
        options={THEMES}
        chosen={settings.theme}
        choose={(theme) => changeSettings({ theme })}
      />
      <Choices
        legend="Motion"
        options={MOTIONS}
        chosen={settings.motion}
        choose={(motion) => changeSettings({ motion })}
      />
      <Choices
        legend="Type"
        options={SIZES}
        chosen={settings.size}
        choose={(size) => changeSettings({ size })}
      />
      <label className={dialog.option}>
        <input
          type="checkbox"
          checked={settings.spaces}
          onChange={(event) => changeSettings({ spaces: event.target.checked })}
        />
        Mark the spaces in token streams from the start
      </label>
      <label className={dialog.option}>
        <input
          type="checkbox"
          checked={settings.keepRuns}
          onChange={(event) => changeSettings({ keepRuns: event.target.checked })}
        />
        Keep each run in this browser when it ends
      </label>
      <KeptData />
      <Suspense>
        <KeptModels />
      </Suspense>
      <Suspense>
        <KeptStudies />
      </Suspense>
      <p className={tables.note}>
        Batchmates is free software under the MIT licence.{' '}
        <a href="./THIRD-PARTY.txt" target="_blank" rel="noopener">
          Licences of what it is built from
        </a>
      </p>
    </div>
  );
}

interface ChoicesProps<Option extends string> {
  readonly legend: string;
  readonly options: readonly Option[];
  readonly chosen: Option;
  readonly choose: (option: Option) => void;
}

function Choices<Option extends string>({ legend, options, chosen, choose }: ChoicesProps<Option>) {
  return (
    <fieldset className={dialog.options}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option} className={dialog.option}>
          <input type="radio" name={legend} checked={option === chosen} onChange={() => choose(option)} />
          {option}
        </label>
      ))}
    </fieldset>
  );
}

interface Kept {
  readonly things: readonly KeptThing[];
  readonly estimate: { readonly usage: number; readonly quota: number } | null;
}

/** What the browser keeps for this page, and a way to have it forgotten. */
function KeptData() {
  const [kept, setKept] = useState<Kept | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  useEffect(() => void look().then(setKept), []);
  const forget = async (thing: KeptThing) => {
    try {
      await thing.forget();
      setRefused(null);
    } catch {
      setRefused(thing.title);
    }
    setKept(await look());
  };
  return (
    <fieldset className={`${dialog.options} ${dialog.kept}`}>
      <legend>Kept in this browser</legend>
      {kept?.things.length === 0 && (
        <p className={`${tables.note} ${dialog.note}`}>Nothing but these settings.</p>
      )}
      {kept?.things.map((thing) => (
        <div key={thing.id} className="row">
          <span>{thing.title}</span>
          <span className="number">{bytesWords(thing.bytes)}</span>
          {thing.texts && (
            <button type="button" onClick={() => saveJson('put-aside.json', thing.texts?.())}>
              Save
            </button>
          )}
          <button type="button" onClick={() => void forget(thing)} aria-label={`Forget: ${thing.title}`}>
            Forget
          </button>
        </div>
      ))}
      {refused && <p role="alert">The browser did not let this page forget: {refused}.</p>}
      {kept?.estimate && (
        <p className={`${tables.note} ${dialog.note}`}>
          The browser counts {bytesWords(kept.estimate.usage)} for this site and allows it{' '}
          {bytesWords(kept.estimate.quota)}.
        </p>
      )}
    </fieldset>
  );
}

async function look(): Promise<Kept> {
  return { things: await listKept(), estimate: await storageEstimate() };
}
