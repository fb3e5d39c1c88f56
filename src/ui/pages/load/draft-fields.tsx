import type { ExperimentArm } from '../../../experiment/schema.ts';
import { NGRAM } from '../../../experiment/speculation-schema.ts';
import { SHIPPED } from '../../../model/shapes.ts';
import { type DraftLength, MOST_DRAFTED } from '../../../steps/draft-length.ts';
import { SelectField } from '../../kit/choices.tsx';
import { withArm, withoutIt } from './load-edits.ts';
import { editLoad } from './load-store.ts';

const NOBODY = 'nobody';
const LENGTHS = [...Array.from({ length: MOST_DRAFTED + 1 }, (_, k) => String(k)), 'auto', 'bandit'];
const LENGTH_WORDS: Readonly<Record<string, string>> = {
  '0': '0, off',
  auto: 'as many as pay',
  bandit: 'what paid best so far',
};

function lengthOf(word: string, before: DraftLength): DraftLength {
  if (word === 'auto' || word === 'bandit') return word;
  return LENGTHS.includes(word) ? Number(word) : before;
}

/** Who drafts tokens for an arm, and how many; from the next run on. */
export function DraftFields({ arm }: { readonly arm: ExperimentArm }) {
  const { name, speculation } = arm;
  const draft = speculation?.draft ?? NOBODY;
  const options = [...new Set([NOBODY, NGRAM, ...SHIPPED, draft])];
  const choose = (chosen: string) => {
    if (chosen === NOBODY) editLoad(withoutIt(name, 'speculation'));
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
        <SelectField
          label="Drafted tokens a step"
          value={typeof speculation.k === 'object' ? 'by a table' : String(speculation.k)}
          options={typeof speculation.k === 'object' ? ['by a table', ...LENGTHS] : LENGTHS}
          words={(word) => LENGTH_WORDS[word] ?? word}
          onChange={(word) =>
            editLoad(withArm(name, { speculation: { ...speculation, k: lengthOf(word, speculation.k) } }))
          }
        />
      )}
    </>
  );
}
