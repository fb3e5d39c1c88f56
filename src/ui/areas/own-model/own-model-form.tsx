import { useEffect } from 'react';
import { HUB, parseSource, writeNamed } from '../../../experiment/model-source.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { visibleLines } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';
import { labStore, useLab } from '../../state/lab-store.ts';
import { faultOf, resultOf } from '../../state/task.ts';
import { Found } from './found.tsx';
import { KeptModels } from './kept-models.tsx';
import { NextSteps } from './next-steps.tsx';
import { OwnFiles } from './own-files.tsx';
import styles from './own-model.module.css';
import { ownModelStore, typeSource, useOwnModel } from './own-model-store.ts';
import { SourceFields } from './source-fields.tsx';

/** From a hub's name, an address or files of one's own to a model that the experiment runs on; sizes are told before anything is fetched. */
export function OwnModelForm() {
  const model = useLab(({ chosen }) => chosen.experiment.model);
  const looked = useOwnModel((state) => state.looked);
  useEffect(nameOfExperiment, []);
  const fault = faultOf(looked);
  const report = resultOf(looked);
  return (
    <div className={styles.form}>
      {model.source !== undefined && <Wanted model={model} />}
      <SourceFields />
      {fault && (
        <p role="alert" className={styles.refused}>
          {visibleLines(fault.message)}
        </p>
      )}
      {report && <Found report={report} />}
      {!report && <OwnFiles />}
      <NextSteps />
      <KeptModels />
    </div>
  );
}

/** What the experiment says of its model: a visitor of a link has never heard of it. */
function Wanted({ model }: { readonly model: Experiment['model'] }) {
  const { source = '', revision, hash } = model;
  return (
    <p className={tables.note} data-part="wanted">
      This experiment names the model <code>{source}</code>
      {revision !== undefined && (
        <>
          {' '}
          at revision <code>{revision}</code>
        </>
      )}
      {hash !== undefined && (
        <>
          {' '}
          with the hash <code>{hash}</code>
        </>
      )}
      . Opening it fetched nothing.
    </p>
  );
}

/** Whoever comes from an experiment that names a model need not type its name. */
function nameOfExperiment(): void {
  const { source, revision } = labStore.getState().chosen.experiment.model;
  const { name, endpoint } = ownModelStore.getState();
  if (source === undefined || name !== '') return;
  const parsed = parseSource(source, endpoint || HUB);
  if (typeof parsed !== 'string') typeSource({ name: writeNamed({ ...parsed, revision: revision ?? null }) });
}
