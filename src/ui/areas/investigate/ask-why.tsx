import { useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { settingsAdvice } from '../../../report/finding.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import { settingsDifference } from '../../../results/settings.ts';
import tables from '../../kit/styles/tables.module.css';
import { shownExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { type Pair, pairsOf } from '../../state/pairs.ts';
import { sectionRef } from '../../state/sections.ts';
import { AnswerPanel } from './answer-panel.tsx';
import styles from './investigate.module.css';
import { BlameCard, CulpritCard, FlipCard, ManyCard } from './question-cards.tsx';
import { useAsked } from './search-store.ts';

/** Questions about one pair that runs of their own answer, and what they found. */
export function AskWhy() {
  const experiment = useLab(shownExperiment);
  const asked = useAsked().filter((each) => each.experiment === experiment);
  const [picked, setPicked] = useState<string | null>(null);
  const [tokens, setTokens] = useState<number | null>(null);
  const pairs = pairsOf(experiment);
  const pair = pairs.find((each) => keyOf(each) === picked) ?? pairs[0];
  if (!pair) return null;
  const choice = { a: pair.a.name, b: pair.b.name, probe: pair.probe.id };
  const settings = settingsDifference(pair.a, pair.b);
  const about = { experiment, pair: choice, tokens };
  return (
    <section className={tables.panel} ref={sectionRef.why} aria-labelledby="ask-title">
      <div className={tables.panelHead}>
        <h2 id="ask-title">Ask why</h2>
        <small>Each question runs the pair again in other ways. The results above stay.</small>
      </div>
      <div className={styles.askAbout}>
        <label>
          About
          <select value={keyOf(pair)} onChange={(event) => setPicked(event.target.value)}>
            {pairs.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {`${visible(each.a.name)} vs ${visible(each.b.name)}, ${each.probe.id}`}
              </option>
            ))}
          </select>
        </label>
        <label>
          First tokens
          <input
            type="number"
            min={1}
            max={pair.probe.maxNewTokens}
            placeholder={`all ${pair.probe.maxNewTokens}`}
            value={tokens ?? ''}
            onChange={({ target }) =>
              setTokens(target.value === '' ? null : Math.max(1, Math.floor(Number(target.value))))
            }
          />
        </label>
      </div>
      {settings && <p className={tables.note}>{settingsAdvice(settings)}</p>}
      <div className={styles.questions}>
        <CulpritCard {...about} />
        <BlameCard {...about} />
        <FlipCard {...about} />
        <ManyCard {...about} />
      </div>
      <div aria-live="polite" aria-relevant="additions">
        {asked.map((each) => (
          <AnswerPanel key={each.id} asked={each} />
        ))}
      </div>
    </section>
  );
}

function keyOf({ a, b, probe }: Pair): string {
  return pairKeyOf({ a: a.name, b: b.name, probe: probe.id });
}
