import { changeArm } from '../../../experiment/edit/arms.ts';
import type { ExperimentArm } from '../../../experiment/schema.ts';
import { CheckField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { numberReading } from '../../state/editor-drafts.ts';
import type { ArmPartProps } from './arm-part.ts';
import { freshSeed } from './card-edits.ts';
import { NumberField } from './fields.tsx';

const FIRST: NonNullable<ExperimentArm['companies']> = { count: 24, least: 1, seed: 0 };

/** Lets an arm stand for many, each with batchmates, order and the probe's place drawn at random. */
export function ArmCompanies({ experiment, arm, row, change }: ArmPartProps) {
  const { name, companies, requests } = arm;
  const roles = new Map(experiment.requests.map(({ id, role }) => [id, role]));
  const mates = requests.filter((id) => roles.get(id) !== 'probe').length;
  const toggle = (checked: boolean) =>
    change({ companies: checked ? { ...FIRST, least: Math.min(FIRST.least, mates) } : null });
  return (
    <div className={fields.wide}>
      <CheckField
        label="Draw many companies from these batchmates"
        checked={companies !== undefined}
        onChange={toggle}
        title="Runs the arm once for each company and counts the distinct completions; such an arm is in no compared pair"
      />
      {companies && <CompanyFields {...{ name, companies, row, mates, change }} />}
    </div>
  );
}

interface CompanyFieldsProps extends Pick<ArmPartProps, 'row' | 'change'> {
  readonly name: string;
  readonly companies: NonNullable<ExperimentArm['companies']>;
  readonly mates: number;
}

function CompanyFields({ name, companies, row, mates, change }: CompanyFieldsProps) {
  const reading = (field: 'count' | 'least' | 'seed') =>
    numberReading(
      `${row}/companies.${field}`,
      companies[field],
      (value) => (before) => changeArm(before, name, { companies: { ...companies, [field]: value } }),
    );
  return (
    <div className={fields.editForm}>
      <NumberField label="Companies" reading={reading('count')} min={1} max={1000} />
      <NumberField
        label="Fewest batchmates"
        hint={`of ${mates}`}
        reading={reading('least')}
        min={0}
        max={mates}
      />
      <NumberField label="Seed" reading={reading('seed')} min={0} max={0xffff_ffff}>
        <button type="button" onClick={() => change({ companies: { ...companies, seed: freshSeed() } })}>
          Re-roll
        </button>
      </NumberField>
    </div>
  );
}
