import { labClient } from '../../state/client.ts';
import { add } from '../../state/opening.ts';
import { loadStore } from './load-store.ts';

/** Opens the requests of a step in the lab, alone and in that company, where the microscope looks into single operations. */
export async function openCompany(arm: string, step: number): Promise<void> {
  const answer = await labClient.load.company({ arm, step });
  if (!answer.ok) return loadStore.setState({ problems: [answer.fault.message] });
  add({ id: 'load', experiment: answer.value });
  location.hash = '#lab';
}
