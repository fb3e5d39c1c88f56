import { SHIPPED_STUDIES, SHIPPED_TITLES } from '../../../studies/sweep/shipped-studies.ts';
import type { Action } from '../../state/action.ts';
import { studyAddress } from '../../state/page-address.ts';
import { CLAIMS_PARTS } from './parts.ts';

/** The parts of the page, and every study that ships by its title. */
export const claimsActions: readonly Action[] = [
  ...CLAIMS_PARTS.flatMap(({ segment, title }) =>
    title === null ? [] : [goTo(`claims-${segment}`, `Go to the claims: ${title}`, `#claims/${segment}`)],
  ),
  ...SHIPPED_STUDIES.map((id) =>
    goTo(`study-${id}`, `Open the study: ${SHIPPED_TITLES[id]}`, studyAddress(id)),
  ),
];

function goTo(id: string, title: string, address: string): Action {
  return {
    ...{ id, title, group: 'Claims' },
    run: () => {
      location.hash = address;
    },
  };
}
