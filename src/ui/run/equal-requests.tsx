import { useMemo } from 'react';
import type { RunRecord } from '../../results/record.ts';
import { equalRequestWords } from '../../results/report/equal-requests.ts';
import tables from '../styles/tables.module.css';

/** How many completions requests came to that ask the same in one arm; nothing where none do. */
export function EqualRequests({ record }: { readonly record: Pick<RunRecord, 'experiment' | 'arms'> }) {
  const sentences = useMemo(() => equalRequestWords(record), [record]);
  return sentences.map((words) => (
    <p key={words} className={tables.note} data-part="equal-requests">
      {words}
    </p>
  ));
}
