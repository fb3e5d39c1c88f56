import type { Study } from './study-schema.ts';

/** Of a base: the request that units come in the place of, and the one that a batch's company comes in the place of. */
export const UNIT = 'unit';
export const COMPANY = 'company';

const COMPANY_ID = new RegExp(`^${COMPANY}-\\d+$`);

/**
 * Why a base cannot take a study's tasks or prompts, a line each, led by the field; none of probes, which a base runs as it is written.
 * For `parseStudy`, which refuses what these say.
 */
export function placeProblems({ base, units }: Pick<Study, 'base' | 'units'>): string[] {
  if (units.kind === 'probes') return [];
  const problems: string[] = [];
  const { requests, arms } = base;
  const unit = requests.find(({ id }) => id === UNIT);
  if (unit?.role !== 'probe')
    problems.push(
      `base.requests: expected a probe called "${UNIT}", which ${units.kind} come in the place of, found ${unit ? `one of role ${unit.role}` : 'none'}`,
    );
  if (requests.some(({ id, role }) => id === COMPANY && role === 'probe'))
    problems.push(`base.requests: expected "${COMPANY}" to be clean or noise, found a probe`);
  arms.forEach(({ requests: members, companies }, at) => {
    if (!members.includes(UNIT))
      problems.push(`base.arms.${at}.requests: expected "${UNIT}" among them, found none`);
    if (companies)
      problems.push(
        `base.arms.${at}.companies: expected none, whose companies are drawn for ${units.kind} by units.company`,
      );
  });
  const taken = [
    ...requests.map(({ id }) => id),
    ...(units.kind === 'prompts' ? units.prompts.map(({ id }) => id) : []),
  ];
  for (const [at, id] of taken.entries()) {
    const where =
      at < requests.length ? `base.requests.${at}.id` : `units.prompts.${at - requests.length}.id`;
    if (taken.indexOf(id) < at) problems.push(`${where}: expected a new name, found "${id}" again`);
    if (COMPANY_ID.test(id))
      problems.push(
        `${where}: expected a name other than those that a batch's noise is given, found "${id}"`,
      );
  }
  const serves = arms.some(({ requests: members }) => members.includes(COMPANY));
  if (units.company.size > 0 && !serves)
    problems.push(
      `units.company.size: expected 0 where no arm of base has "${COMPANY}" among its requests, found ${units.company.size}`,
    );
  return problems;
}
