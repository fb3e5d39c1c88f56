import { OPERATIONS, type Operation } from '../../../numerics/operations.ts';
import { allOperations, commonSet } from '../../../numerics/sets/kernel-sets.ts';
import { KERNEL_SETS, type KernelSet } from '../../../numerics/sets/sets.ts';
import { SelectField } from '../../kit/choices.tsx';
import { Term } from '../../kit/glossary/term.tsx';
import fields from '../../kit/styles/fields.module.css';
import type { ArmPartProps } from './arm-part.ts';
import styles from './arms.module.css';

const OPERATION_WORDS: Readonly<Record<Operation, string>> = {
  matmul: 'Matmul',
  rmsnorm: 'RMSNorm',
  attention: 'Attention',
};

/** Which kernels an arm runs: one choice for all operations, and one for each. */
export function ArmKernels({ arm, change }: ArmPartProps) {
  const { kernels } = arm;
  const common = commonSet(kernels);
  const choose = (set: KernelSet | 'mixed') => set !== 'mixed' && change({ kernels: allOperations(set) });
  return (
    <fieldset className={`${styles.kernels} ${fields.wide}`}>
      <legend>
        <Term id="kernel-set">Kernel sets</Term>
      </legend>
      <SelectField
        label="All operations"
        value={common ?? 'mixed'}
        options={common ? KERNEL_SETS : [...KERNEL_SETS, 'mixed' as const]}
        onChange={choose}
      />
      {OPERATIONS.map((operation) => (
        <SelectField
          key={operation}
          label={OPERATION_WORDS[operation]}
          value={kernels[operation]}
          options={KERNEL_SETS}
          onChange={(set) => change({ kernels: { ...kernels, [operation]: set } })}
        />
      ))}
    </fieldset>
  );
}
