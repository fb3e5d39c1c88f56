import { useMemo } from 'react';
import { equalRequestWords } from '../../../report/equal-requests.ts';
import type { RunRecord } from '../../../results/record.ts';
import tables from '../../kit/styles/tables.module.css';

/** How many completions requests came to that ask the same in one arm; nothing where none do. */
export function EqualRequests({ record }: { readonly record: Pick<RunRecord, 'experiment' | 'arms'> }) {
  const sentences = useMemo(() => equalRequestWords(record), [record]);
  return sentences.map((words) => (
    <p key={words} className={tables.note} data-part="equal-requests">
      {words}
    </p>
  ));
}
