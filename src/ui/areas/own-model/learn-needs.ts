import type { SourceReport } from '../../../worker/methods/source-reports.ts';
import { labClient } from '../../state/client.ts';
import { labStore } from '../../state/lab-store.ts';
import { ownModelStore } from './own-model-store.ts';

/** What a model would take here with the experiment as it is composed. */
export async function learnNeeds({ config, stored }: Pick<SourceReport, 'config' | 'stored'>): Promise<void> {
  if (config === null) return;
  const outcome = await labClient.sources.needs(config, stored, labStore.getState().chosen.experiment);
  ownModelStore.setState({ needs: outcome.ok ? outcome.value : null });
}
