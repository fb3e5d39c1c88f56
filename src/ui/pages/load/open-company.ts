import { useCallback, useMemo, useState } from 'react';
import { labClient } from '../../state/client.ts';
import { add } from '../../state/opening.ts';
import type { ArmView } from './arm-view.ts';

/** The way from a step to the lab. */
export interface CompanyWay {
  /** Null where the run is not held. */
  readonly open: ((step: number) => void) | null;
  /** Why there is no way now, or why the last one led nowhere, a sentence; empty where there is nothing to say. */
  readonly words: string;
}

/** What keeps a run from being asked: it is to be over, to have run here, or to have run on the lab's own engine. */
type Missing = 'over' | 'here' | 'watched' | null;

const MISSING_WORDS = {
  over: 'When the run is over, the company of a step opens in the lab, where the microscope is.',
  watched: 'The prompts of a server that is watched are not told whole: its steps do not open in the lab.',
  here: 'Of a run of your own the company of a step opens in the lab, where the microscope is.',
};

/** Opens a step's company; a refusal is said in place until something else is looked at. */
export function useCompany(view: ArmView, watched: number, missing: Missing): CompanyWay {
  const [refused, setRefused] = useState({ words: '', view, watched });
  const open = useCallback(
    (step: number) =>
      void openCompany(view, step, watched).then((words) => setRefused({ words, view, watched })),
    [view, watched],
  );
  const holds = refused.view === view && refused.watched === watched;
  const words = missing ? MISSING_WORDS[missing] : holds ? refused.words : '';
  // One object as long as it says the same: who shows it is not drawn anew with every step.
  return useMemo(() => ({ open: missing ? null : open, words }), [missing, open, words]);
}

/**
 * Opens the requests of a step in the lab, the watched one alone and in that company, where the microscope looks into single operations.
 * One that has no part in the step leaves it to the step's own probe. @returns why it cannot; empty where it did.
 */
async function openCompany(view: ArmView, number: number, watched: number): Promise<string> {
  const { arm, scene, requests } = view;
  const probe = requests[watched]?.id;
  const hasPart = scene.steps[number]?.slices.some(({ request }) => request === probe);
  const place = { arm, step: number, ...(hasPart && { probe }) };
  const answer = await labClient.load.company(place);
  if (!answer.ok) return `It cannot be opened: ${answer.fault.message}.`;
  add({ id: 'load', experiment: answer.value });
  location.hash = '#lab';
  return '';
}
