import { useEffect, useState } from 'react';
import { parseSource, writeNamed } from '../../../experiment/model-source.ts';
import type { KeptReport } from '../../../worker/methods/source-reports.ts';
import { bytesWords, visibleLines } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';
import { chooseKept, deleteKept, refreshKept } from './choose-model.ts';
import { typeSource } from './look-and-download.ts';
import styles from './own-model.module.css';
import { isBringing, useOwnModel } from './own-model-store.ts';

/** Models that are kept in this browser, downloaded or the visitor's own, and what is left of broken downloads. */
export function KeptModels() {
  const kept = useOwnModel((state) => state.kept);
  const room = useOwnModel((state) => state.room);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void refreshKept(), []);
  if (!kept || kept.length === 0) return null;
  const remove = async (each: KeptReport) => setProblem(await deleteKept(each));
  return (
    <section className={styles.kept} aria-label="Kept models" data-part="kept-models">
      <h3>Kept models</h3>
      <ul className={styles.files}>
        {kept.map((each) => (
          <KeptRow key={each.key} kept={each} remove={() => void remove(each)} />
        ))}
      </ul>
      {problem !== null && <p role="alert">{visibleLines(problem)}</p>}
      <p className={tables.note}>
        {room?.persisted
          ? 'The browser keeps them until you delete them.'
          : 'The browser may delete them where the disk is short of room; a run then asks for them again.'}
        {room?.usage != null &&
          room.quota != null &&
          ` It counts ${bytesWords(room.usage)} for this site and allows ${bytesWords(room.quota)}.`}
      </p>
    </section>
  );
}

/** `sha256:0123456789ab…` */
function shortHash(hash: string): string {
  return `${hash.slice(0, 19)}…`;
}

function KeptRow({ kept, remove }: { readonly kept: KeptReport; readonly remove: () => void }) {
  const busy = useOwnModel(isBringing);
  const { source, revision, own, bytes, whole } = kept;
  const goOn = () => {
    const parsed = parseSource(source);
    if (typeof parsed !== 'string') typeSource({ name: writeNamed({ ...parsed, revision }) });
  };
  return (
    <li className="row" data-whole={whole}>
      <span>
        <code>{source}</code>
        {revision !== null && (
          <small title={revision}> {own ? shortHash(revision) : `@${revision.slice(0, 8)}`}</small>
        )}
        {own && <small> · files of yours</small>}
        {!whole && <small> · not whole</small>}
      </span>
      <span className="number">{bytesWords(bytes)}</span>
      {whole ? (
        <button type="button" onClick={() => chooseKept(kept)} aria-label={`Use ${source}`}>
          Use
        </button>
      ) : (
        <button type="button" disabled={busy} onClick={goOn} aria-label={`Go on with ${source}`}>
          Go on
        </button>
      )}
      <button type="button" disabled={busy} onClick={remove} aria-label={`Delete ${source}`}>
        Delete
      </button>
    </li>
  );
}
