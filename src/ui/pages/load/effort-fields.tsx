import type { Effort } from '../../../steps/serving.ts';
import { CheckField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { NumberField } from './number-field.tsx';

/** What suits nano's tasks, of which the long ones take 60 to 190 tokens. */
const EFFORT: Effort = { from: 2, to: 16, least: 32 };

interface EffortFieldsProps {
  readonly effort: Effort | undefined;
  /** Null: answers are whole. */
  readonly onChange: (effort: Effort | null) => void;
}

/** Whether answers shrink with the queue, and between which lengths of it. */
export function EffortFields({ effort, onChange }: EffortFieldsProps) {
  return (
    <>
      <div className={`${fields.wide} ${fields.ticks}`}>
        <CheckField
          label="Answers shrink with the queue"
          title="How many new tokens a request may have is set as it begins"
          checked={effort !== undefined}
          onChange={(on) => onChange(on ? EFFORT : null)}
        />
      </div>
      {effort && (
        <>
          <NumberField
            label="Whole while at most … wait"
            value={effort.from}
            onChange={(from) => onChange({ ...effort, from })}
          />
          <NumberField
            label="Least once … wait"
            value={effort.to}
            onChange={(to) => onChange({ ...effort, to })}
          />
          <NumberField
            label="Least tokens"
            value={effort.least}
            onChange={(least) => onChange({ ...effort, least })}
          />
        </>
      )}
    </>
  );
}
