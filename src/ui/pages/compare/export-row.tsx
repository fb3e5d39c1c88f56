import type { TranscriptsReport } from '../../../results/transcripts-report.ts';
import { saveFile, saveJson } from '../../kit/save-file.ts';
import { comparisonCsv, comparisonMarkdown } from './exports.ts';

const STEM = 'comparison';

/** The comparison as files. */
export function ExportRow({ report }: { readonly report: TranscriptsReport }) {
  const save = (name: string, type: string, text: string) => saveFile(name, new Blob([text], { type }));
  return (
    <div className="row">
      <button type="button" onClick={() => saveJson(`${STEM}.json`, report)}>
        Save as JSON
      </button>
      <button type="button" onClick={() => save(`${STEM}.csv`, 'text/csv', comparisonCsv(report))}>
        CSV
      </button>
      <button type="button" onClick={() => save(`${STEM}.md`, 'text/markdown', comparisonMarkdown(report))}>
        Markdown
      </button>
    </div>
  );
}
