import { censusName } from '../../../census/census-name.ts';
import type { Census } from '../../../census/census-types.ts';
import { bytesWords } from '../../../results/amounts.ts';
import { CopyText } from '../../areas/share/copy-text.tsx';
import { saveFile } from '../../kit/save-file.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';
import { HOW_TO_SEND } from './how-to-send.ts';

/** All that would be handed on, in sight before it is. */
export function ExportPanel({ census }: { readonly census: Census }) {
  const text = `${JSON.stringify(census, null, 2)}\n`;
  const name = `${censusName(census)}.json`;
  return (
    <section className={`${tables.panel} ${styles.export}`} aria-labelledby="census-export">
      <h2 id="census-export">Hand it on</h2>
      <p>
        This is all of it, {bytesWords(new TextEncoder().encode(text).length)}: what the adapter answered, the
        day, what the browser tells of the adapter (vendor, architecture, device, description), and the
        browser’s name with its major version. Nothing else of you or your machine is in it, and the page
        sends it nowhere.
      </p>
      <CopyText label="Census as JSON" text={text} rows={14} />
      <div className="row">
        <button type="button" onClick={() => saveFile(name, new Blob([text], { type: 'application/json' }))}>
          Download {name}
        </button>
        <a href={HOW_TO_SEND}>How to send it as a pull request</a>
      </div>
    </section>
  );
}
