import { counted } from '../../results/text.ts';
import { resultText } from '../../studies/sweep/read-zips.ts';
import { writeSweepZips } from '../../studies/sweep/sweep-zip.ts';
import { jsonText as fileText } from '../output.ts';
import { print } from '../terminal.ts';
import { parseCommand, shownPath, UsageError } from '../usage.ts';
import { openStudyFolder } from './study-folder.ts';
import { writeFile } from './write-file.ts';

/** `lab sweep export DIR FILE.zip`: several files where there are too many results for one, `FILE-1.zip` and on. */
export async function exportCommand(args: readonly string[]): Promise<number> {
  const { positionals } = parseCommand(args, {}, ['the folder of a study', 'a zip to write']);
  const [path, zip] = positionals;
  const [, stem] = /^(.+)\.zip$/i.exec(zip) ?? [];
  if (stem === undefined) throw new UsageError(`${shownPath(zip)}: expected a name that ends in .zip`);
  const folder = await openStudyFolder(path);
  const [results, canaries] = [await folder.ledger.results(), await folder.canaries()];
  const zips = writeSweepZips({
    study: fileText(folder.study),
    canary: canaries && fileText(canaries),
    results: new Map(results.map((result) => [result.job.id, resultText(result)])),
  });
  const names = zips.map((_, part) => (zips.length === 1 ? zip : `${stem}-${part + 1}.zip`));
  for (const [part, bytes] of zips.entries()) await writeFile(names[part], [bytes]);
  print([`${counted(results.length, 'result')} in ${names.map(shownPath).join(', ')}`]);
  return 0;
}
