import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeTold } from './place.ts';
import type { FuzzOptions, FuzzReport } from './run-harness.ts';

/** A case that takes longer, in milliseconds, is taken to hang. */
const LONGEST_CASE = 60_000;
const GLANCE = 1_000;
/** Many times what any harness needs. */
const MOST_HEAP = '--max-old-space-size=2048';

/** What a run of a harness came to: its report, or the case in which its process hung or died. */
export type Watched =
  | { readonly kind: 'report'; readonly report: FuzzReport }
  | { readonly kind: 'lost'; readonly case: number; readonly how: string };

/** Runs one harness in a process of its own, and ends it where a case does not. */
export async function watchHarness(name: string, options: Omit<FuzzOptions, 'onCase'>): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-place-'));
  const place = join(folder, 'case');
  const child = fork(
    fileURLToPath(new URL('child.ts', import.meta.url)),
    [name, place, JSON.stringify(options)],
    {
      execArgv: [...process.execArgv, MOST_HEAP],
      // Commands that are tried print much, and the library of tokenizers says what it cannot use.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  );
  let words = '';
  child.stderr!.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-2_000);
  });
  let report: FuzzReport | null = null;
  child.on('message', (message) => {
    report = message as FuzzReport;
  });
  const hung = watchPlace(place, () => child.kill('SIGKILL'));
  const [code, signal] = await new Promise<(number | string | null)[]>((resolve) => {
    child.on('close', (...end) => resolve(end));
  });
  const how = hung.stop() ?? `its process ended with ${signal ?? `exit code ${code}`}\n${words}`;
  const last = placeTold(place);
  rmSync(folder, { recursive: true });
  return report ? { kind: 'report', report } : { kind: 'lost', case: last, how };
}

/** Calls `end` where the place stays the same for too long; `stop` then says so. */
function watchPlace(place: string, end: () => void): { stop(): string | null } {
  let [last, since] = [-1, 0];
  let hung = false;
  const glances = setInterval(() => {
    const now = placeTold(place);
    if (now !== last) [last, since] = [now, performance.now()];
    else if (now >= 0 && performance.now() - since > LONGEST_CASE) {
      hung = true;
      end();
    }
  }, GLANCE);
  return {
    stop() {
      clearInterval(glances);
      return hung ? `it had not ended after ${LONGEST_CASE / 1000} s` : null;
    },
  };
}
