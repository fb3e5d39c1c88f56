import { counted } from '../../results/text.ts';
import { checkResults } from '../../studies/sweep/check-observations.ts';
import { mergeResults } from '../../studies/sweep/merge.ts';
import { readZips, withCanaries } from '../../studies/sweep/read-zips.ts';
import { MOST_ZIP_BYTES } from '../../studies/sweep/sweep-zip.ts';
import { readBytes } from '../input.ts';
import { print } from '../terminal.ts';
import { parseCommand, shownPath, UsageError } from '../usage.ts';
import { planInto } from './study-folder.ts';

const OPTIONS = { stratify: { type: 'boolean', default: false } } as const;

/** `lab sweep import DIR FILE.zip...`: nothing is written to a folder that is there where anything of the zips does not belong. */
export async function importCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, OPTIONS, null);
  const [path, ...zips] = positionals;
  if (path === undefined || zips.length === 0)
    throw new UsageError('expected the folder of a study and a zip of its results, or several');
  const files: Uint8Array[] = [];
  for (const zip of zips) files.push(await readBytes(zip, MOST_ZIP_BYTES));
  const { study, hash, results, canaries } = readZips(files);
  const { stratify } = values;
  const folder = await planInto(path, study);
  checkResults(results, folder.problemOf);
  const known = await folder.ledger.results();
  mergeResults(study, folder.jobs, [...known, ...results], { partial: true, stratify });
  const all = withCanaries(await folder.canaries(), hash, canaries, stratify);
  if (all) await folder.writeCanaries(all);
  const before = new Set(known.map(({ job }) => job.id));
  const fresh = new Map(results.flatMap((each) => (before.has(each.job.id) ? [] : [[each.job.id, each]])));
  for (const result of fresh.values()) await folder.ledger.write(result);
  const done = before.size + fresh.size;
  print([
    `${counted(fresh.size, 'result')} taken in, ${done} of ${counted(folder.jobs.length, 'job')} done`,
    `lab sweep run ${shownPath(path)} goes on`,
  ]);
  return 0;
}
