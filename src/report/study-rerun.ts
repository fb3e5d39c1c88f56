import type { Provenance } from '../studies/sweep/job.ts';
import { isShipped } from '../studies/sweep/shipped-studies.ts';
import type { Study } from '../studies/sweep/study-schema.ts';

/** Command lines that run a study again as it ran: one for a study that ships; else from `study.json`, which the report's files hold. */
export function rerunCommands({ id }: Pick<Study, 'id'>, strata: readonly Provenance[]): readonly string[] {
  const engine = strata[0]?.engine ?? 'webgpu';
  // What ships was computed on the CPU engine, whose bits are the same wherever it runs.
  if (isShipped(id) && engine === 'cpu') return [`npm run -s study -- ${id}`];
  const line = (words: string) => `npm run -s lab -- sweep ${words}`;
  return [
    line(`plan study.json --out ${id}`),
    line(`run ${id}${engine === 'webgpu' ? '' : ` --engine ${engine}`}`),
    line(`merge ${id} --json merged.json`),
    line('report merged.json --out report'),
  ];
}
