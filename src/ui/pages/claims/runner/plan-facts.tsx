import { visible } from '../../../../experiment/visible.ts';
import { counted, grouped } from '../../../../results/text.ts';
import { cellCount } from '../../../../studies/sweep/jobs.ts';
import type { Study } from '../../../../studies/sweep/study-schema.ts';
import styles from './runner.module.css';
import type { OpenedStudy } from './runner-store.ts';

/** Values of an axis that are named. */
const MOST_VALUES = 8;

const UNIT_WORDS = { probes: 'probe', tasks: 'task', prompts: 'prompt' } as const;

/** What a study would do, before anything of it runs. */
export function PlanFacts({ opened: { hash, study, units, table } }: { readonly opened: OpenedStudy }) {
  const { axes, seeds, measures, hypotheses, plan } = study;
  const looks = plan.looks > 1 ? `, ${plan.looks} looks` : '';
  return (
    <dl className={styles.facts}>
      <dt>Model</dt>
      <dd>{modelWords(study)}</dd>
      <dt>Cells</dt>
      <dd>
        {axes.length === 0 ? 'one, nothing is varied' : counted(cellCount(study), 'cell')}
        {axes.map((axis) => (
          <span key={axis.name}>{`; ${axisWords(axis)}`}</span>
        ))}
      </dd>
      <dt>Each asks</dt>
      <dd>{`${counted(units, UNIT_WORDS[study.units.kind])}, ${counted(seeds.length, 'seed')}, ${counted(study.base.arms.length, 'arm')}`}</dd>
      <dt>Jobs</dt>
      <dd>{grouped(table.count)}</dd>
      <dt>Measures</dt>
      <dd>{measures.join(', ')}</dd>
      <dt>Plan</dt>
      <dd>
        {`${counted(hypotheses.length, 'hypothesis', 'hypotheses')}, n = ${grouped(plan.n)}, alpha ${plan.alpha}, ${plan.correction === 'none' ? 'no correction' : plan.correction}${looks}; frozen as `}
        <code>{hash.slice(0, 12)}</code>
      </dd>
    </dl>
  );
}

function modelWords({ base: { model }, axes }: Study): string {
  const varied = axes.some(({ values }) =>
    values.some(({ set }) => Object.keys(set).some((path) => path.startsWith('base.model'))),
  );
  return `${visible(model.name)}${varied ? ', or as an axis says' : ''}`;
}

function axisWords({ name, values }: Study['axes'][number]): string {
  const labels = values.slice(0, MOST_VALUES).map(({ label }) => visible(label));
  const more = values.length > labels.length ? `, and ${grouped(values.length - labels.length)} more` : '';
  return `${visible(name)}: ${labels.join(', ')}${more}`;
}
