import type { ExperimentArm } from '../../../experiment/schema.ts';
import { SelectField } from '../../kit/choices.tsx';
import { withArm, withoutIt } from './load-edits.ts';
import { editLoad } from './load-store.ts';

const NOBODY = 'nobody';
const EVERYONE = 'everyone';
const USUAL = 64;
const WINDOWS = [16, 32, 64, 128];

/** Whose tokens an arm tells only once they were verified, and in windows of how many; from the next run on. */
export function VerifyField({ arm }: { readonly arm: ExperimentArm }) {
  const { name, verify } = arm;
  const who = !verify ? NOBODY : verify.requests ? verify.requests.join(', ') : EVERYONE;
  const window = verify?.window ?? Math.min(USUAL, arm.limits.maxTokensPerStep);
  const choose = (chosen: string) => {
    if (chosen === NOBODY) editLoad(withoutIt(name, 'verify'));
    if (chosen === EVERYONE) editLoad(withArm(name, { verify: { window } }));
  };
  return (
    <>
      <SelectField
        label="Who is verified"
        value={who}
        options={[...new Set([NOBODY, EVERYONE, who])]}
        onChange={choose}
      />
      {verify && (
        <SelectField
          label="Tokens verified at once"
          value={String(window)}
          options={[...new Set([...WINDOWS, window])].toSorted((a, b) => a - b).map(String)}
          onChange={(word) => editLoad(withArm(name, { verify: { ...verify, window: Number(word) } }))}
        />
      )}
    </>
  );
}
