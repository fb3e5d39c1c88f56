import type { Serving } from '../../../steps/serving.ts';
import { NumberField } from './number-field.tsx';

interface AdmissionFieldsProps {
  readonly admission: Serving['admission'];
  readonly onChange: (admission: Serving['admission']) => void;
}

/** Who is refused as the queue is long, and who is given up as its first token is late. */
export function AdmissionFields({ admission, onChange }: AdmissionFieldsProps) {
  return (
    <>
      <NumberField
        label="At most … wait"
        value={admission.mostWaiting}
        empty="any number"
        onChange={(mostWaiting) => onChange({ ...admission, mostWaiting })}
        onEmpty={() => onChange({ ...admission, mostWaiting: null })}
      />
      <NumberField
        label="First token within, ms"
        value={admission.firstTokenWithin}
        empty="any time"
        onChange={(firstTokenWithin) => onChange({ ...admission, firstTokenWithin })}
        onEmpty={() => onChange({ ...admission, firstTokenWithin: null })}
      />
    </>
  );
}
