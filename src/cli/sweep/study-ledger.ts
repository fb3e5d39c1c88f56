import type { JobResult } from '../../studies/sweep/job.ts';
import { FolderLedger } from '../../studies/sweep/ledger.node.ts';
import { writeFault } from '../json-target.ts';
import { OutputError } from '../output.ts';
import { isCoded, shownPath } from '../usage.ts';

/** A study's folder whose faults, a full disk among them, are told in words. */
export class StudyLedger extends FolderLedger {
  readonly #folder: string;

  constructor(folder: string, options: ConstructorParameters<typeof FolderLedger>[1]) {
    super(folder, options);
    this.#folder = folder;
  }

  /** Throws OutputError where the result cannot be kept; those before it are. */
  override async write(result: JobResult): Promise<void> {
    try {
      await super.write(result);
    } catch (error) {
      if (!isCoded(error)) throw error;
      throw new OutputError(
        `${shownPath(this.#folder)}: result of job ${result.job.id}: ${writeFault(error)}`,
      );
    }
  }
}
