import { useEffect } from 'react';
import { HUB, parseSource, writeNamed } from '../../../experiment/model-source.ts';
import { forgetDropped, useDroppedModel } from '../../state/dropped-model.ts';
import { labStore, useLab } from '../../state/lab-store.ts';
import { faultOf, resultOf } from '../../state/task.ts';
import { Found } from './found.tsx';
import { KeptModels } from './kept-models.tsx';
import { typeSource } from './look-and-download.ts';
import { NextSteps } from './next-steps.tsx';
import { OwnFiles } from './own-files.tsx';
import styles from './own-model.module.css';
import { missingOwn, ownModelStore, useOwnModel } from './own-model-store.ts';
import { Refused } from './refused.tsx';
import { SourceFields } from './source-fields.tsx';
import { takeFiles } from './take-files.ts';
import { Wanted } from './wanted.tsx';

/** From a hub's name, an address or files of one's own to a model that the experiment runs on; sizes are told before anything is fetched. */
export function OwnModelForm() {
  const model = useLab(({ chosen }) => chosen.experiment.model);
  const looked = useOwnModel((state) => state.looked);
  const missing = useOwnModel((state) => missingOwn(state, model));
  useEffect(nameOfExperiment, []);
  useDropped();
  const fault = faultOf(looked);
  const report = resultOf(looked);
  const source = (
    <>
      <SourceFields />
      {fault && <Refused text={fault.message} />}
      {report && <Found report={report} />}
    </>
  );
  const files = !report && <OwnFiles first={missing !== null} />;
  return (
    <div className={styles.form}>
      <Wanted />
      {missing === null ? (
        <>
          {source}
          {files}
        </>
      ) : (
        <>
          {files}
          {source}
        </>
      )}
      <NextSteps />
      <KeptModels />
    </div>
  );
}

/** Files that were dropped outside of this dialog, which opened it. */
function useDropped(): void {
  const dropped = useDroppedModel();
  useEffect(() => {
    if (!dropped) return;
    forgetDropped();
    void takeFiles(dropped);
  }, [dropped]);
}

/** Whoever comes from an experiment that names a model need not type its name. */
function nameOfExperiment(): void {
  const { source, revision } = labStore.getState().chosen.experiment.model;
  const { name, endpoint } = ownModelStore.getState();
  if (source === undefined || name !== '') return;
  const parsed = parseSource(source, endpoint || HUB);
  if (typeof parsed !== 'string') typeSource({ name: writeNamed({ ...parsed, revision: revision ?? null }) });
}
