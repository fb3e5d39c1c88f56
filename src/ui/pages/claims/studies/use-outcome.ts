import { useEffect, useState } from 'react';
import { parseJson } from '../../../../experiment/read-json.ts';
import type { StudyOutcome } from '../../../../studies/sweep/outcome.ts';
import { parseOutcome } from '../../../../studies/sweep/read-outcome.ts';
import { studyOutcomeUrl } from '../../../state/data-addresses.ts';

export type Fetched =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly outcome: StudyOutcome }
  | { readonly status: 'failed'; readonly reason: string };

/** What a study that ships found; what is missing or damaged says so. */
export function useOutcome(id: string): Fetched {
  const [fetched, setFetched] = useState<Fetched & { readonly id: string }>({ id, status: 'loading' });
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const bring = async () => {
      const now = await fetchedOf(id, signal);
      if (!signal.aborted) setFetched({ ...now, id });
    };
    void bring();
    return () => ending.abort();
  }, [id]);
  return fetched.id === id ? fetched : { status: 'loading' };
}

async function fetchedOf(id: string, signal: AbortSignal): Promise<Fetched> {
  try {
    const answer = await fetch(studyOutcomeUrl(id), { signal });
    const text = answer.ok ? await answer.text() : '';
    // Some hosts answer with a page for what they do not have.
    if (!answer.ok || text.trimStart().startsWith('<'))
      return {
        status: 'failed',
        reason: `What the study ${id} found is not there: this copy of the lab ships without it.`,
      };
    return { status: 'ready', outcome: parseOutcome(parseJson(text)) };
  } catch (error) {
    return { status: 'failed', reason: reasonOf(id, error) };
  }
}

function reasonOf(id: string, error: unknown): string {
  if (error instanceof TypeError)
    return `What the study ${id} found could not be fetched. Open it again once there is a network.`;
  const what = error instanceof Error ? error.message : String(error);
  return `The file of the study ${id} is damaged: ${what}`;
}
