import type { BehaviourUnit } from '../../audit/behaviour/answer.ts';
import { behaviourReport } from '../../audit/behaviour/behaviour.ts';
import type { BehaviourReport } from '../../audit/behaviour/behaviour-report.ts';
import { commonUnit, readWindow } from '../../audit/behaviour/read-window.ts';
import type { WindowTally } from '../../audit/behaviour/window-tally.ts';
import { sourceOfFile } from '../../audit/drift/table-source.ts';
import { type AloneWork, alone, type Progress } from '../method.ts';
import { pacedInTurn } from './paced.ts';

/** A visitor's file, which is streamed. */
export interface TranscriptFile {
  readonly name: string;
  readonly file: Blob;
  /** Of a run of this lab, the arm that is read; null: it has one. */
  readonly arm: string | null;
}

export interface BehaviourJob {
  readonly reference: TranscriptFile;
  readonly current: TranscriptFile | null;
  /** Null: tokens where each window has them. */
  readonly unit: BehaviourUnit | null;
}

/** Reads windows of transcripts and compares how they behave. Throws ImportError. */
export function behaviourMethods() {
  return {
    /** Reads each file once, from its beginning to its end. Tells how much of both is read. */
    audit: alone(async (work: AloneWork<Progress>, job: BehaviourJob): Promise<BehaviourReport> => {
      const jobs = [job.reference, ...(job.current ? [job.current] : [])];
      const files = jobs.map(({ name, file, arm }) => ({ source: sourceOfFile(name, file), arm }));
      const unit = job.unit ?? (await commonUnit(files));
      const notes: string[] = [];
      const windows: WindowTally[] = [];
      const pauses = pacedInTurn(
        work,
        jobs.map(({ file }) => file.size),
      );
      for (const [i, file] of files.entries())
        windows.push(await readWindow(file, { unit, notes, pause: pauses[i] }));
      return behaviourReport(windows[0], windows[1] ?? null, notes);
    }),
  };
}
