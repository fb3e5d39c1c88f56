import { useEffect, useState } from 'react';
import { ExperimentError } from '../../../experiment/errors.ts';
import { decodeLink } from '../../../experiment/link.ts';
import { LinkError } from '../../../experiment/link-error.ts';
import { visible } from '../../../experiment/visible.ts';
import { takeHanded } from '../../state/handed-load.ts';
import { CARDS } from './cards/all-cards.ts';
import { openLoad, presetOf } from './load-store.ts';

/** As the address names the form for a server that is watched. */
export const WATCH = 'watch';

/**
 * Opens what the address names: `#load/v2.…` a link's experiment, `#load/preset/<id>` a preset, `#load/card/<id>` a mechanism in words, `#load/watch` the form
 * for a server that is watched, `#load` what another page handed on.
 * @returns why it cannot, or null.
 */
export function useAddressed(path: readonly string[]): string | null {
  const address = path.join('/');
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setProblem(address === '' ? openHanded() : open(address)), [address]);
  return problem;
}

function openHanded(): null {
  const experiment = takeHanded();
  if (experiment) openLoad(experiment);
  return null;
}

function open(address: string): string | null {
  if (address === WATCH) return null;
  // A mechanism's card, beside whatever run is open: mechanism-cards.tsx shows it.
  if (address.startsWith('card/')) {
    const id = address.slice('card/'.length);
    return CARDS.some((card) => card.id === id) ? null : `There is no mechanism “${visible(id)}” here.`;
  }
  if (address.startsWith('preset/')) {
    const id = address.slice('preset/'.length);
    const experiment = presetOf(id);
    if (!experiment) return `There is no preset “${visible(id)}” here.`;
    openLoad(experiment);
    return null;
  }
  try {
    openLoad(decodeLink(`#${address}`).experiment);
    return null;
  } catch (error) {
    if (!(error instanceof ExperimentError || error instanceof LinkError)) throw error;
    return `This link cannot be opened: ${error.message.replace(/^this link /, 'it ')}`;
  }
}
