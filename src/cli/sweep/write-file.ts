import { writeFault } from '../json-target.ts';
import { OutputError } from '../output.ts';
import { isCoded, shownPath } from '../usage.ts';
import { type Content, writeWhole } from '../whole-file.ts';

/** Writes a whole file or none. Throws OutputError naming it. */
export async function writeFile(path: string, content: Content): Promise<void> {
  await told(shownPath(path), () => writeWhole(path, content, null));
}

/** Does work that writes; what the system refuses is told in words, as of `where`. Throws OutputError. */
export async function told(where: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isCoded(error)) throw error;
    throw new OutputError(`${where}: ${writeFault(error)}`, { cause: error });
  }
}
