import { harmlessJson } from '../../experiment/visible.ts';
import type { MergedStudy } from '../../studies/sweep/job.ts';
import type { MergedFile } from './merged-file.ts';

/** Characters that are gathered before they are written. */
const PIECE = 1 << 20;
const INDENT = '    ';

/**
 * The bytes of `jsonText` over a merged file, its jobs taken one by one: as one text they may be longer than V8 allows, which is half a
 * gigabyte or some 35,000 jobs of fifty answers.
 */
export async function* mergedPieces(
  rest: Omit<MergedFile, 'jobs'>,
  jobs: AsyncIterable<MergedStudy['jobs'][number]>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  // Fields in the order of `MergedFile`, the list of jobs left open.
  const { definition, version, study, planned, strata, reruns } = rest;
  const head = JSON.stringify({ definition, version, study, planned, strata }, null, 2);
  let text = `${head.slice(0, -2)},\n  "jobs": [`;
  let empty = true;
  for await (const job of jobs) {
    text += `${empty ? '' : ','}\n${INDENT}${indented(JSON.stringify(job, null, 2), INDENT)}`;
    empty = false;
    if (text.length < PIECE) continue;
    yield encoder.encode(harmlessJson(text));
    text = '';
  }
  const tail = indented(JSON.stringify(reruns, null, 2), '  ');
  text += `${empty ? '' : '\n  '}],\n  "reruns": ${tail}\n}`;
  yield encoder.encode(`${harmlessJson(text)}\n`);
}

/** In JSON a line end never stands within a string. */
function indented(json: string, by: string): string {
  return json.replaceAll('\n', `\n${by}`);
}
