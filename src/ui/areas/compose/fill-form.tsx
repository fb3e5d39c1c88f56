import { useState } from 'react';
import { problemText } from '../../../experiment/edit/edited.ts';
import {
  type CompanySpec,
  fillCompany,
  MOST_BATCHMATES,
  noiseCount,
} from '../../../experiment/edit/fill-company.ts';
import { companyArms } from '../../../experiment/edit/members.ts';
import { stayLikeProbe } from '../../../experiment/edit/new-request.ts';
import { NOISE_KINDS } from '../../../experiment/schema.ts';
import { counted } from '../../../results/text.ts';
import { CheckField } from '../../kit/choices.tsx';
import { Slider } from '../../kit/slider.tsx';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { edit, openEditorDialog } from '../../state/editor.ts';
import { useLab } from '../../state/lab-store.ts';
import styles from './arms.module.css';
import batch from './batch.module.css';
import { freshSeed } from './card-edits.ts';
import { kindWords } from './card-words.ts';
import { useLongestPrompt } from './fit.ts';
import { ROLE_MARKS } from './role-mark.tsx';

const SLIDER_MATES = 64;
const FIRST: Omit<CompanySpec, 'seed'> = {
  count: 8,
  noiseShare: 1,
  kinds: NOISE_KINDS,
  least: 4,
  most: 48,
  replace: true,
};

/** A whole company at once: how many, how much of it noise, of which kinds. */
export function FillForm() {
  const [spec, setSpec] = useState<CompanySpec>(() => ({ ...FIRST, seed: freshSeed() }));
  const experiment = useLab(({ chosen }) => chosen.experiment);
  // Drawn batchmates generate as long as the probe.
  const longest = useLongestPrompt(stayLikeProbe(experiment).maxNewTokens);
  const change = (patch: Partial<CompanySpec>) => setSpec((before) => ({ ...before, ...patch }));
  // Drawn before it is applied: what would be refused is said while it is being set.
  const result = fillCompany(experiment, spec);
  const noisy = noiseCount(spec);
  const apply = () => {
    edit((before) => fillCompany(before, spec), {
      place: 'batch',
      say: `${counted(spec.count, 'batchmate')} drawn.`,
    });
    openEditorDialog(null);
  };
  return (
    <div className={fields.editForm}>
      <Slider
        label="Batchmates"
        value={spec.count}
        min={1}
        max={MOST_BATCHMATES}
        slider={SLIDER_MATES}
        onChange={(count) => change({ count })}
      />
      <Slider
        label="Share of noise, %"
        value={Math.round(100 * spec.noiseShare)}
        min={0}
        max={100}
        slider={100}
        onChange={(share) => change({ noiseShare: share / 100 })}
      />
      <Slider
        label="Shortest noise, tokens"
        value={spec.least}
        min={1}
        max={longest}
        slider={Math.min(longest, 128)}
        onChange={(least) => change({ least, most: Math.max(least, spec.most) })}
      />
      <Slider
        label="Longest noise, tokens"
        value={spec.most}
        min={1}
        max={longest}
        slider={Math.min(longest, 128)}
        onChange={(most) => change({ most, least: Math.min(most, spec.least) })}
      />
      <fieldset className={`${fields.chips} ${fields.wide}`}>
        <legend>Kinds of noise</legend>
        <div>
          {NOISE_KINDS.map((kind) => (
            <label key={kind} className={fields.chip}>
              <input
                type="checkbox"
                checked={spec.kinds.includes(kind)}
                onChange={(event) => {
                  const present = event.target.checked;
                  change({
                    kinds: NOISE_KINDS.filter((each) =>
                      each === kind ? present : spec.kinds.includes(each),
                    ),
                  });
                }}
              />
              {kindWords(kind)}
            </label>
          ))}
        </div>
      </fieldset>
      <Slider label="Seed" value={spec.seed} min={0} max={0xffff_ffff} onChange={(seed) => change({ seed })}>
        <button type="button" onClick={() => change({ seed: freshSeed() })}>
          Re-roll
        </button>
      </Slider>
      <div className={fields.wide}>
        <CheckField
          label="In the place of the batchmates that are there"
          checked={spec.replace}
          onChange={(replace) => change({ replace })}
        />
      </div>
      <p className={`${tables.note} ${fields.wide}`} aria-live="polite">
        {noisy} noise, {Math.max(spec.count - noisy, 0)} clean, for {[...companyArms(experiment)].join(', ')}.{' '}
        {result.ok && (
          <span className={styles.marks} aria-hidden="true">
            {result.experiment.requests.slice(0, 48).map(({ id, role }) => (
              <span key={id} className={role === 'probe' ? batch.ofProbe : undefined}>
                {ROLE_MARKS[role]}
              </span>
            ))}
          </span>
        )}
      </p>
      {!result.ok && (
        <p className={`${fields.problem} ${fields.wide}`} data-part="problem">
          {result.problems.map(problemText).join('\n')}
        </p>
      )}
      <div className={`row ${fields.wide}`}>
        <button type="button" className={controls.primary} disabled={!result.ok} onClick={apply}>
          Fill the company
        </button>
      </div>
    </div>
  );
}
