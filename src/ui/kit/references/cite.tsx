import { REFERENCES, type ReferenceId, referenceAddress } from './references.ts';

/** Names the source of the sentence before it; leads to its entry in the list of references. */
export function Cite({ of }: { readonly of: ReferenceId | readonly ReferenceId[] }) {
  const ids = typeof of === 'string' ? [of] : of;
  return (
    <small>
      [
      {ids.map((id, index) => (
        <span key={id}>
          {index > 0 && '; '}
          <a href={referenceAddress(id)} title={REFERENCES[id].title}>
            {REFERENCES[id].short}
          </a>
        </span>
      ))}
      ]
    </small>
  );
}
