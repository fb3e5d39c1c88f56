import type { ExperimentArm } from '../../../experiment/schema.ts';
import { QUANTIZE_MODES, type Quantize, WEIGHT_DTYPES } from '../../../numerics/dtypes.ts';
import { SAMPLERS } from '../../../numerics/top-sampler.ts';
import { QUANTIZE_CHOICES, SAMPLER_CHOICES, WEIGHT_CHOICES } from '../../kit/arm-words.ts';
import { SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { WidthFields } from '../../kit/width-fields.tsx';
import { withArm, withoutIt } from './load-edits.ts';
import { editLoad, useLoad } from './load-store.ts';

/** By what numbers an arm computes, and what its noise is keyed by; from the next run on. */
export function ArithmeticFields({ arm }: { readonly arm: ExperimentArm }) {
  const { name, weights, quantize, dynamic, sampler } = arm;
  const sampled = useLoad(({ experiment }) => experiment.decoding.temperature > 0);
  // Activations in q8 meet weights in blocks alone.
  const read = (mode: Quantize | 'none') =>
    editLoad(
      mode === 'none'
        ? withoutIt(name, 'quantize')
        : withArm(name, { quantize: mode, ...(weights !== 'q4' && { weights: 'q8' }) }),
    );
  // A smaller width needs larger weights beside it.
  const choose = (widths: ExperimentArm['dynamic'] | null) =>
    editLoad(
      widths
        ? withArm(name, { dynamic: widths, ...(!dynamic && { weights: 'q8' }) })
        : withoutIt(name, 'dynamic'),
    );
  return (
    <>
      <div className={fields.wide}>
        <SelectField
          label="Weights"
          value={weights}
          options={WEIGHT_DTYPES}
          words={(format) => WEIGHT_CHOICES[format] ?? format}
          onChange={(format) => editLoad(withArm(name, { weights: format }))}
        />
      </div>
      <div className={fields.wide}>
        <SelectField
          label="Products read activations"
          value={quantize ?? 'none'}
          options={['none', ...QUANTIZE_MODES] as const}
          words={(mode) => QUANTIZE_CHOICES[mode]}
          onChange={read}
        />
      </div>
      <WidthFields dynamic={dynamic} weights={weights} onChange={choose} />
      {(sampled || sampler) && (
        <div className={fields.wide}>
          <SelectField
            label="Sampler"
            value={sampler ?? 'all'}
            options={['all', ...SAMPLERS] as const}
            words={(choice) => SAMPLER_CHOICES[choice]}
            onChange={(choice) =>
              editLoad(choice === 'all' ? withoutIt(name, 'sampler') : withArm(name, { sampler: choice }))
            }
          />
        </div>
      )}
    </>
  );
}
