import { withSet } from '../../../experiment/edit/choose-set.ts';
import { OPERATIONS, type Operation } from '../../../numerics/operations.ts';
import { allOperations, commonSet } from '../../../numerics/sets/kernel-sets.ts';
import type { KernelSet } from '../../../numerics/sets/sets.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { KernelSetField, SetNotes } from '../../kit/kernel-set-field.tsx';
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
  const choose = (set: KernelSet) => change({ kernels: allOperations(set) });
  return (
    <fieldset className={`${styles.kernels} ${fields.wide}`}>
      <legend>
        <Term id="kernel-set">Kernel sets</Term>
      </legend>
      <KernelSetField label="All operations" value={common} onChange={choose} />
      {OPERATIONS.map((operation) => (
        <KernelSetField
          key={operation}
          label={OPERATION_WORDS[operation]}
          value={kernels[operation]}
          operation={operation}
          onChange={(set) => change({ kernels: withSet(kernels, operation, set) })}
        />
      ))}
      <SetNotes sets={OPERATIONS.map((operation) => kernels[operation])} />
    </fieldset>
  );
}
