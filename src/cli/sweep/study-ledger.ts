import type { JobResult } from '../../studies/sweep/job.ts';
import { FolderLedger } from '../../studies/sweep/ledger.node.ts';
import { shownPath } from '../usage.ts';
import { told } from './write-file.ts';

/** A study's folder whose faults, a full disk among them, are told in words. */
export class StudyLedger extends FolderLedger {
  readonly #folder: string;

  constructor(folder: string, options: ConstructorParameters<typeof FolderLedger>[1]) {
    super(folder, options);
    this.#folder = folder;
  }

  /** Throws OutputError where the result cannot be kept; those before it are. */
  override async write(result: JobResult): Promise<void> {
    await told(`${shownPath(this.#folder)}: result of job ${result.job.id}`, () => super.write(result));
  }
}
