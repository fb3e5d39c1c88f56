import { DEFAULT_DYNAMIC, dynamicProblem } from '../../../experiment/dynamic-schema.ts';
import { type ArmPatch, changeArm } from '../../../experiment/edit/arms.ts';
import { quantizeProblem } from '../../../experiment/quantize-schema.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { ACTIVATION_DTYPES, QUANTIZE_MODES, WEIGHT_DTYPES } from '../../../numerics/dtypes.ts';
import { SAMPLERS } from '../../../numerics/top-sampler.ts';
import { QUANTIZE_CHOICES, SAMPLER_CHOICES, WEIGHT_CHOICES } from '../../kit/arm-words.ts';
import { SelectField } from '../../kit/choices.tsx';
import { Name } from '../../kit/name.tsx';
import fields from '../../kit/styles/fields.module.css';
import { WidthFields } from '../../kit/width-fields.tsx';
import { edit } from '../../state/editor.ts';
import { numberReading, type Reading } from '../../state/editor-drafts.ts';
import { renameArmRow } from '../../state/editor-rows.ts';
import { ArmCompanies } from './arm-companies.tsx';
import { copyArm, moveArmRow, removeArmRow } from './arm-edits.ts';
import { ArmKernels } from './arm-kernels.tsx';
import { ArmMembers } from './arm-members.tsx';
import type { ArmPartProps } from './arm-part.ts';
import { NumberField, TextField } from './fields.tsx';

interface ArmFormProps extends Omit<ArmPartProps, 'change'> {
  readonly index: number;
}

/** Everything of an arm, to change in place. */
export function ArmForm({ experiment, arm, index, row }: ArmFormProps) {
  const { name, dtype, weights, sampler } = arm;
  const change = (patch: ArmPatch) => {
    edit((before) => changeArm(before, name, patch), { place: `arm/${name}` });
  };
  const part = { experiment, arm, row, change };
  return (
    <div className={fields.editForm}>
      <TextField
        label="Name"
        reading={{ key: `${row}/name`, own: name, when: 'left', apply: (to) => renameArmRow(name, to) }}
        mono
      />
      <ArmKernels {...part} />
      <SelectField
        label="Activations"
        value={dtype}
        options={ACTIVATION_DTYPES}
        onChange={(value) => change({ dtype: value })}
      />
      <SelectField
        label="Weights"
        value={weights}
        options={WEIGHT_DTYPES}
        words={(format) => WEIGHT_CHOICES[format] ?? format}
        onChange={(value) => change({ weights: value })}
      />
      {quantizeProblem({ ...arm, quantize: 'per-row' }) === null && (
        <SelectField
          label="Products read activations"
          value={arm.quantize ?? 'none'}
          options={['none', ...QUANTIZE_MODES] as const}
          words={(mode) => QUANTIZE_CHOICES[mode]}
          onChange={(value) => change({ quantize: value })}
        />
      )}
      {(arm.dynamic || dynamicProblem({ ...arm, dynamic: DEFAULT_DYNAMIC }) === null) && (
        <WidthFields dynamic={arm.dynamic} weights={weights} onChange={(dynamic) => change({ dynamic })} />
      )}
      {experiment.decoding.temperature > 0 && (
        <SelectField
          label="Sampler"
          value={sampler ?? 'all'}
          options={['all', ...SAMPLERS]}
          words={(choice) => SAMPLER_CHOICES[choice]}
          onChange={(choice) => change({ sampler: choice === 'all' ? null : choice })}
        />
      )}
      <ArmMembers {...part} />
      <ArmLimits {...part} />
      <ArmCompanies {...part} />
      <div className={`row ${fields.wide} ${fields.formActions}`}>
        <button type="button" disabled={index === 0} onClick={() => moveArmRow(name, index - 1)}>
          <span aria-hidden="true">↑</span>
          <span className="unseen">
            Move <Name of={name} /> up
          </span>
        </button>
        <button
          type="button"
          disabled={index === experiment.arms.length - 1}
          onClick={() => moveArmRow(name, index + 1)}
        >
          <span aria-hidden="true">↓</span>
          <span className="unseen">
            Move <Name of={name} /> down
          </span>
        </button>
        <button type="button" onClick={() => copyArm(name, 'same')}>
          Duplicate
        </button>
        <button type="button" onClick={() => copyArm(name, 'invariant')}>
          <span className="unseen">Duplicate </span>as invariant
        </button>
        <button type="button" className={fields.last} onClick={() => removeArmRow(name)}>
          Remove
        </button>
      </div>
    </div>
  );
}

/** Scheduler limits, and the workgroups that the variant rules count on. */
function ArmLimits({ arm, row }: ArmPartProps) {
  const { name, limits, parallelism } = arm;
  const limit = (field: 'maxSequences' | 'maxTokensPerStep') =>
    numberReading(
      `${row}/limits.${field}`,
      limits[field],
      (value) => (before) => changeArm(before, name, { limits: { ...limits, [field]: value } }),
    );
  const setBlocks = (text: string) => (before: Experiment) =>
    changeArm(before, name, { limits: { ...limits, blocks: text.trim() === '' ? null : Number(text) } });
  const blocks: Reading = {
    key: `${row}/limits.blocks`,
    own: String(limits.blocks ?? ''),
    normal: (text) => (text.trim() === '' ? '' : String(Number(text))),
    apply: (text) => edit(setBlocks(text), { burst: `${row}/limits.blocks` }),
  };
  return (
    <details className={fields.wide}>
      <summary>Scheduler and parallelism</summary>
      <div className={fields.editForm}>
        <NumberField label="Most sequences" reading={limit('maxSequences')} min={1} max={512} />
        <NumberField label="Tokens a step" reading={limit('maxTokensPerStep')} min={1} max={4096} />
        <NumberField label="KV blocks" reading={blocks} min={1} max={65_536} placeholder="as needed" />
        <NumberField
          label="Parallelism"
          hint="workgroups"
          reading={numberReading(
            `${row}/parallelism`,
            parallelism,
            (value) => (before) => changeArm(before, name, { parallelism: value }),
          )}
          min={1}
          max={65_535}
        />
      </div>
    </details>
  );
}
