import { Fragment } from 'react';
import type { ServerFact } from '../../../../openai/servers.ts';

/** What was looked up of a server, with where and as of when. */
export function FactWords({ fact: { words, source, asOf } }: { readonly fact: ServerFact }) {
  const parts = words.split('`');
  return (
    <>
      {parts.map((part, at) => (
        // Parts of one text never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <Fragment key={at}>{at % 2 === 1 ? <code>{part}</code> : part}</Fragment>
      ))}{' '}
      {source.startsWith('https://') && (
        <small>
          (
          <a href={source} target="_blank" rel="noopener noreferrer">
            {asOf}
          </a>
          )
        </small>
      )}
    </>
  );
}
