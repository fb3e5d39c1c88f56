import type { Experiment } from '../../../experiment/schema.ts';
import { bytesWords } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { missingOwn, useOwnModel } from './own-model-store.ts';

type Model = Experiment['model'];

/** What the experiment says of its model: a visitor of a link has never heard of it. */
export function Wanted() {
  const model = useLab(({ chosen }) => chosen.experiment.model);
  const missing = useOwnModel((state) => missingOwn(state, model) !== null);
  if (model.source !== undefined) return <WantedSource model={model} />;
  return missing && model.file ? <WantedFile file={model.file} hash={model.hash} /> : null;
}

function WantedSource({ model: { source, revision, hash } }: { readonly model: Model }) {
  return (
    <p className={tables.note} data-part="wanted">
      This experiment names the model <code>{source}</code>
      {revision !== undefined && (
        <>
          {' '}
          at revision <code>{revision}</code>
        </>
      )}
      <WithHash hash={hash} />. Opening it fetched nothing.
    </p>
  );
}

interface WantedFileProps {
  readonly file: NonNullable<Model['file']>;
  readonly hash: string | undefined;
}

function WantedFile({ file: { name, bytes }, hash }: WantedFileProps) {
  const isFolder = name.endsWith('/');
  return (
    <p className={tables.note} data-part="wanted">
      This experiment was made with a model of its author’s own: the {isFolder ? 'folder' : 'file'}{' '}
      <code>
        <Name of={name} />
      </code>{' '}
      ({bytesWords(bytes)}
      {isFolder && ' of weights'})<WithHash hash={hash} />. No link carries it: drop or choose it here,
      whatever it is called by now. One with another hash is refused.
    </p>
  );
}

function WithHash({ hash }: { readonly hash: string | undefined }) {
  if (hash === undefined) return null;
  return (
    <>
      {' '}
      with the hash <code>{hash}</code>
    </>
  );
}
