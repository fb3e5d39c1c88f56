import { behaviourReport } from '../behaviour.ts';
import type { BehaviourReport } from '../behaviour-report.ts';
import { commonUnit, readWindow, type WindowFile } from '../read-window.ts';
import type { WindowTally } from '../window-tally.ts';

/** A file of that text, in chunks that cut lines anywhere. */
export function fileOf(name: string, text: string, arm: string | null = null): WindowFile {
  const bytes = new TextEncoder().encode(text);
  return {
    arm,
    source: {
      ...{ name, size: bytes.length },
      *stream() {
        for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
      },
      slice: async (from, to) => bytes.slice(from, to).buffer,
    },
  };
}

export function linesOf(name: string, records: readonly unknown[]): WindowFile {
  return fileOf(name, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

export async function reportOf(...files: readonly WindowFile[]): Promise<BehaviourReport> {
  const unit = await commonUnit(files);
  const notes: string[] = [];
  const windows: WindowTally[] = [];
  for (const file of files)
    windows.push(await readWindow(file, { unit, notes, pause: () => Promise.resolve() }));
  return behaviourReport(windows[0], windows[1] ?? null, notes);
}
