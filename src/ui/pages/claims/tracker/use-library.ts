import { useEffect, useState } from 'react';
import { type AnswerLibrary, readLibrary } from '../../../../studies/tracker/answer-library.ts';
import { studyOutcomeUrl } from '../../../state/data-addresses.ts';

/** Graded answers that ship with the page; null before they are here. `problem`: why they cannot be read. */
export interface LibraryState {
  readonly library: AnswerLibrary | null;
  readonly problem: string | null;
}

export function useLibrary(): LibraryState {
  const [state, setState] = useState<LibraryState>({ library: null, problem: null });
  useEffect(() => {
    const leaving = new AbortController();
    fetchLibrary(leaving.signal).then(
      (library) => setState({ library, problem: null }),
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        const why = error instanceof Error ? error.message : String(error);
        setState({ library: null, problem: `The answers that days are drawn from cannot be read: ${why}` });
      },
    );
    return () => leaving.abort();
  }, []);
  return state;
}

async function fetchLibrary(signal: AbortSignal): Promise<AnswerLibrary> {
  const response = await fetch(studyOutcomeUrl('tracker'), { signal });
  if (!response.ok) throw new Error(`studies/tracker.json: the server answers ${response.status}`);
  return readLibrary(await response.json(), 'studies/tracker.json');
}
