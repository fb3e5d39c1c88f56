import { placeWords } from '../../../report/engine.ts';
import { type RunRecord, traceKey } from '../../../results/record.ts';
import type { RunView } from '../../state/lab-state.ts';

/**
 * The two streams of a record's first pair as a web component with its data inside (src/elements/fork.ts); null where nothing was
 * compared. The script comes from this page's host.
 */
export function elementSnippet(
  page: string,
  record: RunRecord,
  view: Pick<RunView, 'streams'>,
): string | null {
  const diff = record.diffs[0];
  if (!diff) return null;
  const side = (name: string) => ({
    name,
    tokens: (view.streams[traceKey(name, diff.probe)] ?? []).map(({ text }) => text),
  });
  const { prompt = '' } = record.experiment.requests.find(({ id }) => id === diff.probe)!;
  const data = {
    ...{ title: record.experiment.title, prompt, where: placeWords(record.engine, record.adapter) },
    ...{ a: side(diff.a), b: side(diff.b), identical: diff.identical },
  };
  // Nothing in a text ends the script.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const script = new URL('elements/batchmates-fork.js', page.split(/[?#]/)[0]).href;
  return [
    `<script src="${script.replaceAll('"', '%22')}" defer></script>`,
    `<batchmates-fork><script type="application/json">${json}</script></batchmates-fork>`,
  ].join('\n');
}
