import { SHIPPED } from '../../../model/shapes.ts';
import { Name } from '../../kit/name.tsx';
import { useLab } from '../../state/lab-store.ts';
import { wantMeasure } from '../../state/measuring.ts';
import { ModelForm } from './late-forms.ts';

/** Which model runs the experiment: one that ships, or random weights in a named shape. */
export function ModelChoice({ readOnly }: { readonly readOnly: boolean }) {
  const name = useLab(({ chosen }) => chosen.experiment.model.name);
  if (readOnly)
    return (
      <small>
        Model <Name of={name} />
      </small>
    );
  return (
    <details data-part="model" onToggle={({ currentTarget }) => currentTarget.open && wantMeasure()}>
      <summary>
        Model{' '}
        <small>
          <Name of={name} />
          {SHIPPED.some((each) => each === name) && ', or yours'}
        </small>
      </summary>
      <ModelForm name={name} />
    </details>
  );
}
