import type { OwnNamedModel } from '../../../experiment/edit/model.ts';
import type { OwnReport } from '../../../worker/methods/source-reports.ts';
import { bytesWords } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import { useLab } from '../../state/lab-store.ts';
import { faultOf, isUnderWay, resultOf } from '../../state/task.ts';
import { FileList } from './file-list.tsx';
import { NeedsTable } from './needs-table.tsx';
import styles from './own-model.module.css';
import { missingOwn, useOwnModel } from './own-model-store.ts';
import { Refused } from './refused.tsx';
import { chooseOwnFiles, keepOwnFiles, stopHashing, stopKeeping } from './take-files.ts';
import { TransferProgress } from './transfer.tsx';

/** The model among files that were dropped or chosen, what it takes, and what can be done with it. */
export function Taken({ report }: { readonly report: OwnReport }) {
  const needs = useOwnModel((state) => state.needs);
  const { name, files, bytes, refused } = report;
  return (
    <div className={styles.found} data-part="taken">
      <p>
        <strong>
          <Name of={name} />
        </strong>
        : {bytesWords(bytes)}, read where it lies.
      </p>
      <FileList files={files} />
      {refused !== null && <Refused text={`This lab cannot run it: ${refused}`} />}
      {needs && <NeedsTable needs={needs} />}
      {refused === null && <Use report={report} />}
    </div>
  );
}

function Use({ report }: { readonly report: OwnReport }) {
  const hashing = useOwnModel((state) => state.hashing);
  const own = resultOf(hashing);
  const used = useLab(({ chosen: { experiment } }) => {
    const { file, hash } = experiment.model;
    return own !== null && file !== undefined && hash === own.hash;
  });
  const missing = useLab(({ chosen }) => chosen.experiment.model);
  const expected = useOwnModel((state) => missingOwn(state, missing));
  const fault = faultOf(hashing);
  if (isUnderWay(hashing))
    return (
      <TransferProgress of={hashing} label="Read for its hash" stop={stopHashing} stopLabel="Stop reading" />
    );
  return (
    <>
      {fault && (
        <Refused
          text={`${fault.message}${expected === null ? '' : '\nTo use it all the same, open another experiment first.'}`}
        />
      )}
      <div className="row">
        <button
          type="button"
          className={controls.primary}
          disabled={used}
          onClick={() => void chooseOwnFiles(report)}
        >
          {used ? 'The experiment runs on it' : 'Use it'}
        </button>
        <small className={styles.beside}>
          {used
            ? 'A link carries its name, size and hash, not its bytes: whoever opens one is asked for the same files.'
            : 'Reads it through once for its hash, by which an experiment knows it.'}
        </small>
      </div>
      {used && own && <Keep own={own} bytes={report.bytes} />}
    </>
  );
}

/** The way to have it after a reload. */
function Keep({ own, bytes }: { readonly own: OwnNamedModel; readonly bytes: number }) {
  const keeping = useOwnModel((state) => state.keeping);
  const kept = useOwnModel((state) =>
    (state.kept ?? []).some((each) => each.whole && each.hash === own.hash),
  );
  const fault = faultOf(keeping);
  if (isUnderWay(keeping))
    return <TransferProgress of={keeping} label="Copied" stop={stopKeeping} stopLabel="Stop copying" />;
  if (kept)
    return (
      <p role="status">
        Kept in this browser: it need not be dropped again. The list below, and in Settings, deletes it.
      </p>
    );
  return (
    <>
      {fault && <Refused text={fault.message} />}
      <div className="row">
        <button type="button" onClick={() => void keepOwnFiles(own)}>
          Keep it in this browser
        </button>
        <small className={styles.beside}>
          Until then it is read where it lies, and has to be dropped again after a reload. Kept, a copy of{' '}
          {bytesWords(bytes)} stays in this browser’s storage; nothing leaves this machine.
        </small>
      </div>
    </>
  );
}
