import { expect, it } from 'vitest';
import { companyStudy } from './testing/company-study.ts';

const PROMPTS = {
  kind: 'prompts',
  maxNewTokens: 4,
  prompts: [{ id: 'a', text: 'abc', kind: 'prose' }],
} as const;
const { base } = companyStudy();
const [unit, company] = base.requests;

const problemOf = (units: object, others: object = {}): string => {
  try {
    companyStudy({ ...units }, { measures: ['length'] }, { ...others });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

it('takes a base with places for units and company', () => {
  expect(problemOf({})).toBe('');
});

it.each([
  [
    {
      requests: [{ ...unit, id: 'other' }, company],
      arms: [{ ...base.arms[0], requests: ['other', 'company'] }],
    },
    'base.requests: expected a probe called "unit", in whose place tasks come, found none',
  ],
  [
    { arms: [{ ...base.arms[0], companies: { count: 2 } }] },
    'base.arms[0].companies: expected none beside tasks, whose company is units.company, found 2',
  ],
  [{ arms: [base.arms[1]] }, 'units.company.size: expected 0 where no arm of base lists "company", found 3'],
  [
    { requests: [unit, company, { ...company, id: 'company-2' }] },
    'base.requests[2].id: expected a name that a batch\'s noise is not given, found "company-2"',
  ],
])('refuses a base without them: %#', (others, problem) => {
  expect(problemOf({}, { compare: [], ...others })).toContain(problem);
});

it('refuses prompts that are called as another, or as a request of the base', () => {
  const named = (...ids: string[]) => ({
    ...PROMPTS,
    prompts: ids.map((id) => ({ ...PROMPTS.prompts[0], id })),
  });
  expect(problemOf({ ...named('a', 'a') })).toContain(
    'units.prompts[1].id: expected a new name, found "a" again',
  );
  expect(problemOf({ ...named('unit') })).toContain(
    'units.prompts[0].id: expected a new name, found "unit" again',
  );
});
