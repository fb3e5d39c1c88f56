import { readFileSync } from 'node:fs';
import { traceKey } from '../../../results/record.ts';
import { exampleViews } from '../example.ts';
import { parseExample } from '../example-file.ts';
import type { RunView } from '../lab-state.ts';
import type { KeptFindings, KeptRun } from '../runs/kept-run.ts';
import { keptRun } from '../runs/kept-view.ts';

const example = parseExample(JSON.parse(readFileSync('public/examples/needle.json', 'utf8')));

/** The shipped example as if it had just run in this page. */
export const liveView: RunView = {
  ...exampleViews(example)(example.record.experiment),
  source: 'live',
};

/** It as it is kept, under an id of its own. */
export function keptExample(id: string, date = 1_700_000_000_000): KeptRun {
  const facts = { id, date, release: 'index-1a2b.js', browser: 'a browser', origin: 'needle' };
  return keptRun(liveView, { state: 'done', result: null }, facts)!;
}

export const foundOfExample: KeptFindings = {
  reports: example.reports,
  answers: [],
  bits: Object.fromEntries(
    example.record.arms.map(({ name, requests }) => [
      traceKey(name, requests[0].id),
      { prefixes: requests[0].tokens.map((token) => String(token)), margins: requests[0].tokens },
    ]),
  ),
};
