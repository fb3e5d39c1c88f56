import { useMemo } from 'react';
import { nameWarnings } from '../../../experiment/look-alikes.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import setup from '../../kit/styles/setup.module.css';

/** Names that a reader may take for others: an experiment may be a stranger's. */
export function NameWarnings({ experiment }: { readonly experiment: Experiment }) {
  const warnings = useMemo(() => nameWarnings(experiment), [experiment]);
  if (warnings.length === 0) return null;
  return (
    <div className={setup.advice} role="note" aria-label="Names">
      {warnings.map((words) => (
        <p key={words}>
          <span aria-hidden="true">⚠</span> {sentence(words)}
        </p>
      ))}
    </div>
  );
}

/** What a report says in a line of its own, `names: arms "a" …`, as a sentence. */
function sentence(line: string): string {
  const words = line.replace(/^names: /, '');
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}
