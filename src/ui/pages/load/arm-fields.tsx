import type { ExperimentArm } from '../../../experiment/schema.ts';
import { configByName } from '../../../model/shapes.ts';
import { KERNEL_SETS, type KernelSet } from '../../../numerics/sets/sets.ts';
import { SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { ArithmeticFields } from './arithmetic-fields.tsx';
import { DraftFields } from './draft-fields.tsx';
import { withArm, withPrecision } from './load-edits.ts';
import { editLoad, useLoad } from './load-store.ts';
import { NumberField } from './number-field.tsx';
import { VerifyField } from './verify-field.tsx';

const MIXED = 'one each';
const LOWERED = ['stay', 'q8', 'q4'] as const;

/** What holds from the next run on: the kernels and how much there is of everything. */
export function ArmFields({ arm }: { readonly arm: ExperimentArm }) {
  const { kernels, limits, name } = arm;
  const same = Object.values(kernels).every((set) => set === kernels.matmul);
  const options = same ? KERNEL_SETS : ([MIXED, ...KERNEL_SETS] as const);
  const limit = (change: Partial<ExperimentArm['limits']>) =>
    editLoad(withArm(name, { limits: { ...limits, ...change } }));
  const choose = (set: KernelSet | typeof MIXED) => {
    if (set !== MIXED) editLoad(withArm(name, { kernels: { matmul: set, rmsnorm: set, attention: set } }));
  };
  return (
    <details className={fields.wide}>
      <summary>Kernels, numbers, drafts and limits, for the next run</summary>
      <div className={fields.editForm}>
        <div className={fields.wide}>
          <SelectField
            label="Kernel set"
            value={same ? kernels.matmul : MIXED}
            options={options}
            onChange={choose}
          />
        </div>
        <div className={fields.wide}>
          <SelectField
            label="Layers, while memory is short"
            value={arm.serving?.precision?.to ?? 'stay'}
            options={LOWERED}
            words={(to) => (to === 'stay' ? 'stay as they are' : `become ${to}`)}
            onChange={(to) => editLoad(withPrecision(name, to === 'stay' ? null : to))}
          />
        </div>
        <ArithmeticFields arm={arm} />
        <ExpertRoom arm={arm} />
        <NumberField
          label="KV blocks"
          value={limits.blocks}
          empty="as many as needed"
          onChange={(blocks) => limit({ blocks })}
          onEmpty={() => limit({ blocks: null })}
        />
        <NumberField
          label="Requests at once"
          value={limits.maxSequences}
          onChange={(maxSequences) => limit({ maxSequences })}
        />
        <NumberField
          label="Rows a step"
          value={limits.maxTokensPerStep}
          onChange={(maxTokensPerStep) => limit({ maxTokensPerStep })}
        />
        <DraftFields arm={arm} />
        <VerifyField arm={arm} />
      </div>
    </details>
  );
}

/** Of a model that is known to have no experts nothing. */
function ExpertRoom({ arm: { name, experts } }: { readonly arm: ExperimentArm }) {
  const config = configByName(useLoad(({ experiment }) => experiment.model.name));
  if (config && !config.experts && !experts) return null;
  const room = (capacity: number | null) => editLoad(withArm(name, { experts: { capacity } }));
  return (
    <NumberField
      label="Room of experts, %"
      value={experts?.capacity == null ? null : Math.round(100 * experts.capacity)}
      empty="all rows"
      onChange={(percent) => room(percent / 100)}
      onEmpty={() => room(null)}
    />
  );
}
