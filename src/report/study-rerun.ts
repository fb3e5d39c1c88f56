import { isShipped } from '../studies/sweep/shipped-studies.ts';
import type { Study } from '../studies/sweep/study-schema.ts';

/** Command lines that run a study again, in a folder of its own; one that does not ship is read from a file of the caller's. */
export function rerunCommands({ id }: Pick<Study, 'id'>): readonly string[] {
  const file = isShipped(id) ? `studies/${id}.json` : `${id}.json`;
  const folder = `out/${id}`;
  return [
    `npm run lab -- sweep plan ${file} --out ${folder}`,
    `npm run lab -- sweep run ${folder}`,
    `npm run lab -- sweep merge ${folder} --json ${folder}/merged.json`,
    `npm run lab -- sweep report ${folder}`,
  ];
}
