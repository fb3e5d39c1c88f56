import { type FieldProblem, show } from '../../experiment/errors.ts';
import type { StudyAtCell } from './at-cell.ts';

/** Of a base: the request that units come in the place of, and the one that a batch's company comes in the place of. */
export const UNIT = 'unit';
export const COMPANY = 'company';

const COMPANY_ID = new RegExp(`^${COMPANY}-\\d+$`);

/** What a batch's noise is called. */
export const noiseId = (index: number): string => `${COMPANY}-${index + 1}`;

/** Why a base cannot take a study's tasks or prompts, each problem once; `variants`: with each value of the study's axes. Probes run as they are written. */
export function checkPlaces(variants: readonly StudyAtCell[]): FieldProblem[] {
  const found = variants.flatMap((variant) => placeProblems(variant));
  return [...new Map(found.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function placeProblems({ base, units }: StudyAtCell): FieldProblem[] {
  if (units.kind === 'probes') return [];
  const { requests, arms } = base;
  const [unit, company] = [UNIT, COMPANY].map((id) => requests.find((request) => request.id === id));
  const problems: FieldProblem[] = checkNames({ base, units });
  const refuse = (path: FieldProblem['path'], text: string) => problems.push({ path, text });
  if (unit?.role !== 'probe')
    refuse(
      ['base', 'requests'],
      `expected a probe called "${UNIT}", in whose place ${units.kind} come, found ${unit ? unit.role : 'none'}`,
    );
  if (company?.role === 'probe')
    refuse(['base', 'requests'], `expected "${COMPANY}" to be clean or noise, found a probe`);
  arms.forEach(({ requests: members, companies }, at) => {
    if (!members.includes(UNIT))
      refuse(['base', 'arms', at, 'requests'], `expected "${UNIT}" among them, found none`);
    if (companies)
      refuse(
        ['base', 'arms', at, 'companies'],
        `expected none beside ${units.kind}, whose company is units.company, found ${companies.count}`,
      );
  });
  if (units.company.size > 0 && !arms.some(({ requests: members }) => members.includes(COMPANY)))
    refuse(
      ['units', 'company', 'size'],
      `expected 0 where no arm of base lists "${COMPANY}", found ${units.company.size}`,
    );
  return problems;
}

/** Units, noise and the base's own requests share a batch. */
function checkNames({ base, units }: StudyAtCell): FieldProblem[] {
  const prompts = units.kind === 'prompts' ? units.prompts : [];
  const own = new Set(base.requests.map(({ id }) => id));
  const seen = new Set<string>();
  const places = [
    ...base.requests.map(({ id }, at) => ({ id, path: ['base', 'requests', at, 'id'], taken: false })),
    ...prompts.map(({ id }, at) => {
      const taken = own.has(id) || seen.has(id);
      seen.add(id);
      return { id, path: ['units', 'prompts', at, 'id'], taken };
    }),
  ];
  return places.flatMap(({ id, path, taken }) => [
    ...(taken ? [{ path, text: `expected a new name, found ${show(id)} again` }] : []),
    ...(COMPANY_ID.test(id)
      ? [{ path, text: `expected a name that a batch's noise is not given, found ${show(id)}` }]
      : []),
  ]);
}
