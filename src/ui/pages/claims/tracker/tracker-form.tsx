import { useState } from 'react';
import type { Decoding } from '../../../../studies/tracker/answer-library.ts';
import type { TrackerPlan } from '../../../../studies/tracker/course.ts';
import { TRACKED_FAULTS } from '../../../../studies/tracker/faults.ts';
import { checkedSetting, faultOf, type TrackerSetting } from '../../../../studies/tracker/tracker-setting.ts';
import { Segments, SelectField } from '../../../kit/choices.tsx';
import fields from '../../../kit/styles/fields.module.css';
import { NumberField } from '../../load/number-field.tsx';
import styles from './tracker.module.css';

/** In the place of a fault's name: two rates, and nobody's answers. */
const RATES = 'rates';
const FAULTS: readonly string[] = [...TRACKED_FAULTS.map(({ id }) => id), RATES];
const ESTIMATED = 1000;
/** The published tracker's fall: what may be seen of it on one day is known. */
const PUBLISHED = { kind: 'rates', before: 0.57, after: 0.45 } as const;

interface TrackerFormProps {
  readonly setting: TrackerSetting;
  readonly onChange: (setting: TrackerSetting) => void;
}

/** What is simulated. A number that cannot be is refused beside the field, and nothing changes. */
export function TrackerForm({ setting, onChange }: TrackerFormProps) {
  const [problem, setProblem] = useState('');
  const { answers, plan } = setting;
  const change = (edit: Partial<TrackerSetting>) => {
    try {
      onChange(checkedSetting({ ...setting, ...edit }));
      setProblem('');
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      setProblem(error.message);
    }
  };
  const plans = (edit: Partial<TrackerPlan>) => change({ plan: { ...plan, ...edit } });
  return (
    <form className={`${fields.editForm} ${styles.form}`} onSubmit={(event) => event.preventDefault()}>
      <SelectField
        label="Fault"
        value={answers.kind === 'rates' ? RATES : answers.fault}
        options={FAULTS}
        words={(id) => (id === RATES ? 'a change of rate' : faultOf(id).name)}
        onChange={(id) => change(chosen(setting, id))}
      />
      <AnswerFields answers={answers} onChange={(edit) => change({ answers: edit })} />
      <NumberField label="Tasks a day" value={plan.perDay} onChange={(perDay) => plans({ perDay })} />
      <NumberField
        label="Days"
        value={plan.days}
        onChange={(days) => plans({ days, ...within(plan, days) })}
      />
      {plan.faultDay !== null && (
        <NumberField
          label="First day of the fault"
          value={plan.faultDay}
          onChange={(faultDay) => plans({ faultDay })}
        />
      )}
      <Segments
        legend="Tasks"
        value={plan.tasks}
        options={[
          { value: 'fresh', words: 'a fresh sample' },
          { value: 'same', words: 'the same every day' },
        ]}
        onChange={(tasks) => plans({ tasks })}
      />
      <Segments
        legend="Baseline"
        value={plan.baseline.kind}
        options={[
          { value: 'known', words: 'known exactly' },
          { value: 'runs', words: 'estimated' },
        ]}
        onChange={(kind) => plans({ baseline: kind === 'known' ? { kind } : { kind, runs: ESTIMATED } })}
      />
      {plan.baseline.kind === 'runs' && (
        <NumberField
          label="Runs of the baseline"
          value={plan.baseline.runs}
          onChange={(runs) => plans({ baseline: { kind: 'runs', runs } })}
        />
      )}
      <p className={`${fields.problem} ${fields.wide}`} role="alert">
        {problem}
      </p>
    </form>
  );
}

function AnswerFields({
  answers,
  onChange,
}: {
  readonly answers: TrackerSetting['answers'];
  readonly onChange: (answers: TrackerSetting['answers']) => void;
}) {
  if (answers.kind === 'library')
    return (
      <Segments<Decoding>
        legend="Answers"
        value={answers.decoding}
        options={[
          { value: 'sampled', words: 'sampled' },
          { value: 'greedy', words: 'greedy' },
        ]}
        onChange={(decoding) => onChange({ ...answers, decoding })}
      />
    );
  const percent = (share: number) => Math.round(100 * share);
  const rate = (value: number) => Math.min(100, Math.max(0, value)) / 100;
  return (
    <>
      <NumberField
        label="Passed before it, %"
        value={percent(answers.before)}
        onChange={(value) => onChange({ ...answers, before: rate(value) })}
      />
      <NumberField
        label="Passed under it, %"
        value={percent(answers.after)}
        onChange={(value) => onChange({ ...answers, after: rate(value) })}
      />
    </>
  );
}

/** Another fault; one to see begins after half of the days. */
function chosen({ answers, plan }: TrackerSetting, id: string): Partial<TrackerSetting> {
  const faultDay = plan.faultDay ?? Math.floor(plan.days / 2) + 1;
  const decoding = answers.kind === 'library' ? answers.decoding : 'sampled';
  return {
    answers: id === RATES ? PUBLISHED : { kind: 'library', fault: id, decoding },
    plan: { ...plan, faultDay },
  };
}

/** The fault stays within the days. */
const within = ({ faultDay }: TrackerPlan, days: number): Partial<TrackerPlan> =>
  faultDay !== null && faultDay > days ? { faultDay: Math.max(1, Math.floor(days / 2) + 1) } : {};
