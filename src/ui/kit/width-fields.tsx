import { DEFAULT_DYNAMIC } from '../../experiment/dynamic-schema.ts';
import { WIDTH_CHOICES } from '../../numerics/dtypes.ts';
import type { WidthsAsked } from '../../steps/dynamic-widths.ts';
import { WIDTH_CHOICE_WORDS } from './arm-words.ts';
import { SelectField } from './choices.tsx';
import fields from './styles/fields.module.css';

const ONE = 'one';
/** Mean bits on offer beside each smaller width; an experiment may say any between its two formats. */
const TARGETS = { q4: [5, 5.5, 6, 6.5, 7, 7.5, 8, 10, 12], q8: [9, 10, 11, 12, 13, 14, 15] } as const;

interface WidthFieldsProps {
  readonly dynamic: WidthsAsked | undefined;
  readonly weights: string;
  /** Null: one width. */
  readonly onChange: (dynamic: WidthsAsked | null) => void;
}

/** Whether products read one width of weights or one of two, who chooses, and for how many bits. */
export function WidthFields({ dynamic, weights, onChange }: WidthFieldsProps) {
  const { low, targetBits } = dynamic ?? DEFAULT_DYNAMIC;
  const targets = [...new Set([...TARGETS[low], targetBits])].toSorted((a, b) => a - b);
  const lower = (to: WidthsAsked['low']) => {
    const bits = to === low ? targetBits : to === 'q4' ? DEFAULT_DYNAMIC.targetBits : TARGETS.q8[3];
    onChange({ ...DEFAULT_DYNAMIC, ...dynamic, low: to, targetBits: bits });
  };
  return (
    <>
      <div className={fields.wide}>
        <SelectField
          label="Widths of weights"
          value={dynamic?.per ?? ONE}
          options={[ONE, ...WIDTH_CHOICES] as const}
          words={(per) => WIDTH_CHOICE_WORDS[per]}
          onChange={(per) => onChange(per === ONE ? null : { ...DEFAULT_DYNAMIC, ...dynamic, per })}
        />
      </div>
      {dynamic && (
        <>
          <SelectField
            label="Smaller width"
            value={low}
            // Beside q8 there is one smaller format.
            options={weights === 'q8' && low === 'q4' ? ['q4'] : ['q4', 'q8']}
            onChange={lower}
          />
          <SelectField
            label="Bits a weight, mean"
            value={String(targetBits)}
            options={targets.map(String)}
            onChange={(bits) => onChange({ ...dynamic, targetBits: Number(bits) })}
          />
        </>
      )}
    </>
  );
}
