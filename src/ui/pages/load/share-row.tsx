import { encodeLink } from '../../../experiment/link.ts';
import { parsePayload } from '../../../experiment/link-payload.ts';
import { CopyText } from '../../areas/share/copy-text.tsx';
import { fileStem, saveJson } from '../../kit/save-file.ts';
import tables from '../../kit/styles/tables.module.css';
import { useLoad } from './load-store.ts';

/** The experiment, crowd and all, as a link; what the run came to as files. */
export function ShareRow() {
  const experiment = useLoad((state) => state.experiment);
  const record = useLoad((state) => state.record);
  const link = addressOf(encodeLink(parsePayload({ experiment })));
  return (
    <section className={tables.panel} aria-labelledby="load-share-title">
      <h2 id="load-share-title">Share</h2>
      <p className={tables.note}>
        The link carries the crowd as it is drawn, in {link.length} characters, and nothing that was computed.
      </p>
      <CopyText label="Link to this crowd" text={link} />
      {record && (
        <button type="button" onClick={() => saveJson(`${fileStem(record.experiment.title)}.json`, record)}>
          Download JSON
        </button>
      )}
    </section>
  );
}

/** This page's own address with the link as the page's path: no server sees it. */
function addressOf(link: string): string {
  const [page] = location.href.split(/[?#]/);
  return `${page}#load/${link.replace(/^#/, '')}`;
}
