import { counted } from '../../../results/text.ts';
import type { RoomReport, SourceReport } from '../../../worker/methods/source-reports.ts';
import { bytesWords, visibleLines } from '../../kit/format.ts';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { faultOf, isUnderWay } from '../../state/task.ts';
import { FileList } from './file-list.tsx';
import { downloadIt, stopDownload } from './look-and-download.ts';
import { NeedsTable } from './needs-table.tsx';
import styles from './own-model.module.css';
import { useOwnModel } from './own-model-store.ts';
import { Refused } from './refused.tsx';
import { TransferProgress } from './transfer.tsx';
import { expectedHash } from './typed-source.ts';

/** What a host says of a source, what it would take here, and the press that downloads it. */
export function Found({ report }: { readonly report: SourceReport }) {
  const { source, revision, asked, host, files, bytes, hash, refused, unknown } = report;
  const needs = useOwnModel((state) => state.needs);
  return (
    <section className={styles.found} aria-label="What was found" data-part="found">
      <dl className={styles.facts}>
        <dt>Model</dt>
        <dd>
          <code>{source}</code> at {host}
        </dd>
        {revision !== null && (
          <>
            <dt>Revision</dt>
            <dd>
              <code>{revision}</code>
              {asked !== revision && ` (${asked ?? 'main'})`}
            </dd>
          </>
        )}
        <dt>Size</dt>
        <dd>
          {bytes === null ? 'the host does not say' : bytesWords(bytes)} in {counted(files.length, 'file')}
        </dd>
        <dt>Hash</dt>
        <dd>{hash === null ? 'known once the weights are read' : <code>{hash}</code>}</dd>
      </dl>
      {refused !== null && <Refused text={`This lab cannot run it: ${refused}`} />}
      {needs && <NeedsTable needs={needs} />}
      {unknown !== null && (
        <p className={tables.note} data-part="unknown">
          What it takes is known once it is downloaded: {visibleLines(unknown)}.
        </p>
      )}
      {refused === null && <Download report={report} />}
      <FileList files={files} />
    </section>
  );
}

function Download({ report }: { readonly report: SourceReport }) {
  const { host, lacking, hash } = report;
  const model = useLab(({ chosen }) => chosen.experiment.model);
  const download = useOwnModel((state) => state.download);
  const room = useOwnModel((state) => state.room);
  const expected = useOwnModel((state) => expectedHash(state, model));
  const fault = faultOf(download);
  if (expected !== null && hash !== null && expected !== hash)
    return (
      <p role="alert" className={styles.refused} data-part="other-hash">
        This is another model than the experiment names, and is not downloaded for it: expected{' '}
        <code>{expected}</code>, found <code>{hash}</code>. To use it all the same, open another experiment
        first.
      </p>
    );
  if (isUnderWay(download))
    return (
      <TransferProgress of={download} label="Downloaded" stop={stopDownload} stopLabel="Stop the download" />
    );
  const begun = download.state === 'cancelled' || fault !== null;
  return (
    <div className={styles.download}>
      {fault && <Refused text={fault.message} />}
      {download.state === 'cancelled' && (
        <p role="status">Stopped. What came is kept: the next download goes on from there.</p>
      )}
      {download.state === 'done' ? (
        <p role="status">Kept here: the experiment runs on it, and no host is asked again.</p>
      ) : (
        <div className="row">
          <button type="button" className={controls.primary} onClick={() => void downloadIt(report)}>
            {downloadLabel(lacking, host, begun)}
          </button>
          {lacking !== 0 && <small className={styles.beside}>{roomWords(room, lacking)}</small>}
        </div>
      )}
    </div>
  );
}

function downloadLabel(lacking: number | null, host: string, begun: boolean): string {
  if (lacking === 0) return 'Use it: all of it is kept here';
  const amount = lacking === null ? 'it (of a size that is not told)' : bytesWords(lacking);
  return begun ? `Go on with the download from ${host}` : `Download ${amount} from ${host}`;
}

/** Where it goes, and how long it stays. */
function roomWords(room: RoomReport | null, lacking: number | null): string {
  const free = room?.quota != null && room.usage != null ? room.quota - room.usage : null;
  if (free !== null && lacking !== null && lacking > free)
    return `It does not fit: the browser allows this site ${bytesWords(free)} more. Delete a kept model first.`;
  const may = free === null ? '' : `, which allows it ${bytesWords(free)} more`;
  const stays = room?.persisted
    ? 'and keeps it until you delete it'
    : 'and may delete it where the disk is short of room';
  return `From there and the storage that it leads to, each file checked, into this browser${may} ${stays}.`;
}
