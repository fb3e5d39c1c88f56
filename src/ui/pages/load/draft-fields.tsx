import type { ExperimentArm } from '../../../experiment/schema.ts';
import { NGRAM } from '../../../experiment/speculation-schema.ts';
import { SHIPPED } from '../../../model/shapes.ts';
import { SelectField } from '../../kit/choices.tsx';
import { withArm, withoutDrafts } from './load-edits.ts';
import { editLoad } from './load-store.ts';
import { NumberField } from './number-field.tsx';

const NOBODY = 'nobody';

/** Who drafts tokens for an arm, and how many; from the next run on. */
export function DraftFields({ arm }: { readonly arm: ExperimentArm }) {
  const { name, speculation } = arm;
  const draft = speculation?.draft ?? NOBODY;
  const options = [...new Set([NOBODY, NGRAM, ...SHIPPED, draft])];
  const choose = (chosen: string) => {
    if (chosen === NOBODY) editLoad(withoutDrafts(name));
    else editLoad(withArm(name, { speculation: { k: 4, accept: 'coupled', ...speculation, draft: chosen } }));
  };
  return (
    <>
      <SelectField
        label="Who drafts"
        value={draft}
        options={options}
        words={(word) => (word === NGRAM ? 'earlier text' : word)}
        onChange={choose}
      />
      {speculation && (
        <NumberField
          label="Drafted tokens a step"
          value={speculation.k}
          onChange={(k) => editLoad(withArm(name, { speculation: { ...speculation, k } }))}
        />
      )}
    </>
  );
}
