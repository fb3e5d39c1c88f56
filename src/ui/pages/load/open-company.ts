import { labClient } from '../../state/client.ts';
import { add } from '../../state/opening.ts';
import type { ArmView } from './arm-view.ts';
import { loadStore } from './load-store.ts';

/**
 * Opens the requests of a step in the lab, the watched one alone and in that company, where the microscope looks into single operations.
 * One that has no part in the step leaves it to the step's own probe.
 */
export async function openCompany(view: ArmView, number: number, watched: number): Promise<void> {
  const { arm, scene, requests } = view;
  const probe = requests[watched]?.id;
  const hasPart = scene.steps[number]?.slices.some(({ request }) => request === probe);
  const place = { arm, step: number, ...(hasPart && { probe }) };
  const answer = await labClient.load.company(place);
  if (!answer.ok) return loadStore.setState({ problems: [answer.fault.message] });
  add({ id: 'load', experiment: answer.value });
  location.hash = '#lab';
}
