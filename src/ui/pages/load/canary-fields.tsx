import { percentOf } from '../../../report/canary.ts';
import type { CanaryRule } from '../../../steps/serving.ts';
import { SelectField } from '../../kit/choices.tsx';
import { NumberField } from './number-field.tsx';

const MEASURES = { e2el: 'the last token', ttft: 'the first token' } as const;

interface CanaryFieldsProps {
  readonly by: CanaryRule;
  readonly onChange: (by: CanaryRule) => void;
}

/** How much of the traffic a canary is tried on, against which margins, and when the trial stops. */
export function CanaryFields({ by, onChange }: CanaryFieldsProps) {
  const { latency, quality } = by;
  const { quality: _, ...ungraded } = by;
  return (
    <>
      <NumberField
        label="Percent on trial"
        value={percentOf(by.share)}
        onChange={(percent) => onChange({ ...by, share: percent / 100 })}
      />
      <SelectField
        label="Latency to"
        value={latency.measure}
        options={['e2el', 'ttft']}
        words={(measure) => MEASURES[measure]}
        onChange={(measure) => onChange({ ...by, latency: { ...latency, measure } })}
      />
      <NumberField
        label="At most … times slower"
        value={latency.margin}
        onChange={(margin) => onChange({ ...by, latency: { ...latency, margin } })}
      />
      <NumberField
        label="Points fewer right answers"
        value={quality ? percentOf(quality.margin) : null}
        empty="not asked"
        onChange={(points) => onChange({ ...by, quality: { margin: points / 100 } })}
        onEmpty={() => onChange(ungraded)}
      />
      <NumberField label="Least tried" value={by.least} onChange={(least) => onChange({ ...by, least })} />
      <NumberField label="Most tried" value={by.most} onChange={(most) => onChange({ ...by, most })} />
    </>
  );
}
