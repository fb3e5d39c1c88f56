import { useState } from 'react';
import { linkAdvice } from '../../../experiment/link.ts';
import { HIDEABLE } from '../../../experiment/link-payload.ts';
import type { RunRecord } from '../../../results/record.ts';
import controls from '../../kit/styles/controls.module.css';
import dialog from '../../kit/styles/dialog.module.css';
import type { Hideable, RunView } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { addressChosen } from '../../state/opening.ts';
import { usePage } from '../../state/page-address.ts';
import { CopyText } from './copy-text.tsx';
import { elementSnippet } from './element-snippet.ts';
import { ExportButtons } from './export-buttons.tsx';
import { embedSnippet, shareMarkdown } from './markdown.ts';
import { expectedOf, recordOf, type ShareOptions, shareAddress, sharePayload } from './share-link.ts';

const HIDE_WORDS: Readonly<Record<Hideable, string>> = {
  compose: 'composing the batch',
  arms: 'the arms editor',
  engine: 'the choice of engine',
  share: 'sharing',
  presets: 'the other experiments',
};

const ADVICE: Readonly<Record<ReturnType<typeof linkAdvice>, string | undefined>> = {
  fine: undefined,
  'may be cut': 'Longer than 2,000 characters: some chat tools cut such links. A file is safer there.',
  'use a file': 'Longer than 8,000 characters: save the experiment as a file instead.',
};

/** The experiment as it stands, to be taken elsewhere. */
export function ShareForm() {
  const experiment = useLab(({ chosen }) => chosen.experiment);
  const view = useLab((state) => state.view);
  const record = recordOf(experiment, view);
  const [options, setOptions] = useState<ShareOptions>({ fingerprints: true, embed: false, hide: [] });
  const page = location.href;
  // The address of a page beside the lab leads to that page.
  const inLab = usePage().name === null;
  const address = shareAddress(page, sharePayload(experiment, view, options));
  const embedded = shareAddress(page, sharePayload(experiment, view, { ...options, embed: true }));
  const advice = ADVICE[linkAdvice(address)];
  return (
    <div className={dialog.form}>
      <OptionsForm
        options={options}
        change={(change) => setOptions({ ...options, ...change })}
        carried={record && expectedOf(record)}
      />
      <CopyText
        label="Link"
        text={address}
        rows={3}
        note={`${address.length.toLocaleString('en')} characters; everything is in the link, nothing on a server.${advice ? ` ${advice}` : ''}`}
      />
      {inLab && <AddressButton address={address} />}
      <CopyText label="Markdown" text={shareMarkdown(experiment, view, address)} rows={5} />
      <CopyText
        label="Embed"
        text={embedSnippet(experiment.title, embedded)}
        rows={3}
        note="A frame for another page: streams and one button."
      />
      {record && <ElementSnippet page={page} record={record} view={view} />}
      <ExportButtons experiment={experiment} view={view} />
    </div>
  );
}

interface ElementSnippetProps {
  readonly page: string;
  readonly record: RunRecord;
  readonly view: RunView;
}

/** The two texts as a picture that needs nothing of the lab but one script. */
function ElementSnippet({ page, record, view }: ElementSnippetProps) {
  const text = elementSnippet(page, record, view);
  if (text === null) return null;
  return (
    <>
      <CopyText
        label="Web component"
        text={text}
        rows={3}
        note="The two answers of the first pair as they stand, in any page: one script of 4 kB, nothing runs."
      />
      <a
        className={`${controls.link} ${dialog.link}`}
        href="./elements/index.html"
        target="_blank"
        rel="noopener"
      >
        All web components, with their themes
      </a>
    </>
  );
}

interface OptionsFormProps {
  readonly options: ShareOptions;
  readonly change: (change: Partial<ShareOptions>) => void;
  readonly carried: ReturnType<typeof expectedOf> | null;
}

function OptionsForm({ options, change, carried }: OptionsFormProps) {
  const { fingerprints, hide } = options;
  const toggle = (control: Hideable) =>
    change({ hide: HIDEABLE.filter((each) => hide.includes(each) !== (each === control)) });
  const count = carried ? Object.keys(carried.fingerprints).length : 0;
  return (
    <>
      <label className={dialog.option}>
        <input
          type="checkbox"
          checked={fingerprints && carried !== null}
          disabled={carried === null}
          onChange={(event) => change({ fingerprints: event.target.checked })}
        />
        <span>
          Carry a receipt
          <small>
            {carried
              ? `${count} fingerprints ${carried.adapter === undefined ? 'of portable arithmetic' : `from ${carried.adapter}`}: whoever opens the link sees whether theirs are the same bits${carried.adapter === undefined ? ' as everyone’s' : ''}.`
              : 'Run this experiment first: the receipt is the fingerprints of its results.'}
          </small>
        </span>
      </label>
      <fieldset className={dialog.options}>
        <legend>For a class: hide in the opened link</legend>
        {HIDEABLE.map((control) => (
          <label key={control} className={dialog.option}>
            <input type="checkbox" checked={hide.includes(control)} onChange={() => toggle(control)} />
            {HIDE_WORDS[control]}
          </label>
        ))}
      </fieldset>
    </>
  );
}

/** Puts the link where the browser's own bookmark and share buttons find it. */
function AddressButton({ address }: { readonly address: string }) {
  const [put, setPut] = useState<string | null>(null);
  const replace = () => {
    addressChosen(new URL(address).hash);
    setPut(address);
  };
  return (
    <button type="button" className={`${controls.link} ${dialog.link}`} onClick={replace}>
      {put === address ? 'The address bar holds this link now' : 'Put this link into the address bar'}
    </button>
  );
}
