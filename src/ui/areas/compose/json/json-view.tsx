import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { formatExperiment } from '../../../../experiment/format-json.ts';
import { counted } from '../../../../results/text.ts';
import { visibleLines } from '../../../kit/format.ts';
import { fileStem, saveFile } from '../../../kit/save-file.ts';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { discardJson, type JsonDraft, useJson } from '../../../state/json-draft.ts';
import { labStore, useLab } from '../../../state/lab-store.ts';
import styles from './json.module.css';
import type { JsonCommands } from './json-editor.tsx';

/** CodeMirror is on no first screen. */
const JsonEditor = lazy(async () => ({ default: (await import('./json-editor.tsx')).JsonEditor }));

const SHOWN_PROBLEMS = 5;
const HOW = 'In the experiment as you type. Ctrl+Space lists what may stand at the caret.';

/** The experiment as a text beside the form: what is changed in one is changed in the other. */
export function JsonView() {
  const draft = useJson((state) => state.draft);
  const [said, setSaid] = useState('');
  const commands = useRef<JsonCommands | null>(null);
  const open = useCallback((given: JsonCommands | null) => {
    commands.current = given;
  }, []);
  return (
    <section className={styles.view} data-part="json" aria-label="Experiment as JSON">
      <div className={`row ${styles.tools}`}>
        <button type="button" disabled={draft !== null} onClick={() => commands.current?.replace(ownText())}>
          Format
        </button>
        <button type="button" onClick={() => void copy(commands.current, setSaid)}>
          Copy
        </button>
        <button type="button" onClick={() => void paste(commands.current, setSaid)}>
          Paste over
        </button>
        <button type="button" onClick={() => download(commands.current)}>
          Download
        </button>
      </div>
      {/* What is wrong changes with each letter: it is read out where it is marked, in the text. */}
      <p
        className={`${tables.note} ${styles.state}`}
        data-draft={draft !== null || undefined}
        aria-live={draft ? 'off' : 'polite'}
      >
        {draft ? `Not in the experiment: ${visibleLines(draft.problems[0].text)}` : said || HOW}
      </p>
      <Suspense fallback={<p className={tables.note}>Opening the editor…</p>}>
        <JsonEditor onOpen={open} />
      </Suspense>
      {draft && <DraftNote draft={draft} />}
    </section>
  );
}

/** Why the text is not in the experiment; it stays until it is, or is thrown away. */
function DraftNote({ draft: { problems, base } }: { readonly draft: JsonDraft }) {
  const moved = useLab(({ chosen }) => base !== null && chosen.experiment !== base);
  const more = problems.length - SHOWN_PROBLEMS;
  return (
    <div className={styles.draft} data-part="json-draft">
      <p>
        {counted(problems.length, 'problem')} in this text, which is kept until it is right or discarded.
        {moved && ' The form has changed the experiment since you began it.'}
      </p>
      <ul className={fields.problem}>
        {problems.slice(0, SHOWN_PROBLEMS).map(({ text }) => (
          <li key={text}>{visibleLines(text)}</li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
      <button type="button" onClick={discardJson}>
        Discard this text
      </button>
    </div>
  );
}

function ownText(): string {
  return formatExperiment(labStore.getState().chosen.experiment);
}

async function copy(commands: JsonCommands | null, say: (words: string) => void): Promise<void> {
  try {
    await navigator.clipboard.writeText(commands?.text() ?? ownText());
    say('Copied.');
  } catch {
    commands?.select();
    say('The browser forbids copying here: all of it is selected, copy it by key or menu.');
  }
}

/** A whole experiment, or a link to one, from the clipboard. */
async function paste(commands: JsonCommands | null, say: (words: string) => void): Promise<void> {
  try {
    commands?.replace(await navigator.clipboard.readText());
    say('Pasted over the text. Undo brings the one before back.');
  } catch {
    commands?.select();
    say('The browser keeps its clipboard: all of the text is selected, paste over it by key or menu.');
  }
}

function download(commands: JsonCommands | null): void {
  const { title } = labStore.getState().chosen.experiment;
  const text = commands?.text() ?? ownText();
  saveFile(`${fileStem(title)}.json`, new Blob([text], { type: 'application/json' }));
}
