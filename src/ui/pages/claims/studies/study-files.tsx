import { useId, useState } from 'react';
import { studyMarkdown } from '../../../../report/study-markdown.ts';
import { rerunCommands } from '../../../../report/study-rerun.ts';
import type { MergedStudy } from '../../../../studies/sweep/job.ts';
import type { StudyOutcome } from '../../../../studies/sweep/outcome.ts';
import { isShipped } from '../../../../studies/sweep/shipped-studies.ts';
import { encodeStudyLink } from '../../../../studies/sweep/study-link.ts';
import { saveFile, saveJson } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import { studyAddress } from '../../../state/page-address.ts';
import styles from './studies.module.css';

interface StudyFilesProps {
  readonly outcome: StudyOutcome;
  readonly merged: MergedStudy | undefined;
}

/** The report and its data as files, and how to run it again. */
export function StudyFiles({ outcome, merged }: StudyFilesProps) {
  const { definition } = outcome;
  const { id } = definition;
  const title = useId();
  const link = isShipped(id) ? studyAddress(id) : encodeStudyLink(definition);
  const rerun = rerunCommands(definition, outcome.strata);
  const saveMarkdown = () => {
    const address = new URL(link, document.baseURI).href;
    const data = isShipped(id) ? [{ name: 'observations', address: `studies/results/${id}.parquet` }] : [];
    saveText(`${id}.md`, studyMarkdown(outcome, { link: address, rerun, data }), 'text/markdown');
  };
  return (
    <section className={tables.panel} aria-labelledby={title}>
      <h2 id={title}>Files, and how to run it again</h2>
      <div className={styles.files}>
        <button type="button" onClick={saveMarkdown}>
          Report, Markdown
        </button>
        <button type="button" onClick={() => saveJson(`${id}.json`, outcome)}>
          Figures, JSON
        </button>
        <button type="button" onClick={() => saveJson(`${id}-study.json`, definition)}>
          Study, JSON
        </button>
        {merged && <ObservationFiles outcome={outcome} merged={merged} />}
      </div>
      <p className={styles.files}>
        <a href={link}>Link to the study</a>
      </p>
      {!merged && isShipped(id) && (
        <p className={tables.note}>
          Its observations, a row each: <code>studies/results/{id}.parquet</code> beside the source.
        </p>
      )}
      <pre className={styles.commands}>
        <code>{rerun.join('\n')}</code>
      </pre>
    </section>
  );
}

interface ObservationFilesProps {
  readonly outcome: StudyOutcome;
  readonly merged: MergedStudy;
}

function ObservationFiles({ outcome: { definition }, merged }: ObservationFilesProps) {
  const { id } = definition;
  const [failed, setFailed] = useState('');
  // What writes them is fetched when it is first asked for.
  const saving = (save: () => Promise<void>) => () => {
    setFailed('');
    save().catch((error: unknown) => setFailed(String(error)));
  };
  const saveCsv = async () => {
    const { studyCsv } = await import('../../../../studies/sweep/export-csv.ts');
    saveText(`${id}.csv`, studyCsv(definition, merged), 'text/csv');
  };
  const saveParquet = async () => {
    const { studyParquet } = await import('../../../../studies/sweep/export-parquet.ts');
    saveFile(`${id}.parquet`, new Blob([studyParquet(definition, merged)]));
  };
  const saveInspect = async () => {
    const { inspectArchive } = await import('../../../../studies/sweep/export-inspect.ts');
    const bytes = inspectArchive(definition, merged, new Date().toISOString());
    saveFile(`${id}-inspect.zip`, new Blob([bytes], { type: 'application/zip' }));
  };
  return (
    <>
      <button type="button" onClick={saving(saveCsv)}>
        Observations, CSV
      </button>
      <button type="button" onClick={saving(saveParquet)}>
        Observations, Parquet
      </button>
      <button type="button" onClick={saving(saveInspect)}>
        Logs for Inspect, ZIP
      </button>
      {failed !== '' && <p role="alert">{failed}</p>}
    </>
  );
}

function saveText(name: string, text: string, type: string): void {
  saveFile(name, new Blob([text], { type }));
}
