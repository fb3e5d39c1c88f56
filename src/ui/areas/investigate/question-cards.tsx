import { useState } from 'react';
import type { Experiment } from '../../../experiment/schema.ts';
import { manyCompanies } from '../../../studies/search/many.ts';
import { type PairChoice, resolvePair } from '../../../studies/search/pair.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { useLab } from '../../state/lab-store.ts';
import { isUnderWay } from '../../state/task.ts';
import { FLIP, MANY, openAndRun } from './ask.ts';
import { costWords, millisecondsPerRun } from './cost.ts';
import styles from './investigate.module.css';
import { Card, NumberField, problemOf, QuestionCard } from './question-card.tsx';

interface About {
  readonly experiment: Experiment;
  readonly pair: PairChoice;
  readonly tokens: number | null;
}

export function CulpritCard({ experiment, pair, tokens }: About) {
  const [exhaustive, setExhaustive] = useState(false);
  return (
    <QuestionCard
      title="Which operation?"
      label="Bisect"
      about={
        <>
          Makes matmul, RMSNorm and attention <Term id="invariant">invariant</Term> one by one, then together,
          until company equals alone.
        </>
      }
      experiment={experiment}
      question={{ kind: 'culprit', pair, tokens, exhaustive }}
    >
      <label className={styles.checkLine}>
        <input
          type="checkbox"
          checked={exhaustive}
          onChange={(event) => setExhaustive(event.target.checked)}
        />
        All eight sets, also larger ones than needed
      </label>
    </QuestionCard>
  );
}

export function BlameCard({ experiment, pair, tokens }: About) {
  return (
    <QuestionCard
      title="Which neighbour?"
      label="Mute one by one"
      about={
        <>
          Runs the probe with each <Term id="batchmate">batchmate</Term> only, and without each; then puts
          other words of the same shape in its place.
        </>
      }
      experiment={experiment}
      question={{ kind: 'blame', pair, tokens }}
    />
  );
}

export function FlipCard({ experiment, pair, tokens }: About) {
  const [seed, setSeed] = useState<number>(FLIP.seed);
  const [runs, setRuns] = useState<number>(FLIP.runs);
  return (
    <QuestionCard
      title="How little does it take?"
      label="Find a flip"
      about="Changes the batch at random until a token of the probe flips, then makes that batch as small as it can."
      experiment={experiment}
      question={{ kind: 'flip', pair, tokens, seed, runs }}
    >
      <div className={styles.cardFields}>
        <NumberField label="batches" value={runs} least={1} most={1000} onChange={setRuns} />
        <NumberField label="seed" value={seed} least={0} most={0xffff_ffff} onChange={setSeed} />
      </div>
    </QuestionCard>
  );
}

/** Not a search but an experiment: it opens and runs as one. */
export function ManyCard({ experiment, pair }: About) {
  const [count, setCount] = useState<number>(MANY.count);
  const [least, setLeast] = useState<number>(MANY.least);
  const [seed, setSeed] = useState<number>(MANY.seed);
  const busy = useLab(({ status }) => isUnderWay(status));
  const perRun = useLab(({ view }) => millisecondsPerRun(view, pair, null));
  const refused = problemOf(() => resolvePair(experiment, pair));
  const run = () => {
    if (!busy) openAndRun('companies', manyCompanies(experiment, pair, { count, least, seed }));
  };
  return (
    <Card
      title="How many answers?"
      about="Draws companies at random and runs them all: every completion of the probe as a tree of forks, with counts."
      label="Open and run"
      cost={refused ?? costWords(count, perRun)}
      off={busy || refused !== null}
      onClick={run}
    >
      <div className={styles.cardFields}>
        <NumberField label="companies" value={count} least={3} most={1000} onChange={setCount} />
        <NumberField label="fewest mates" value={least} least={0} most={511} onChange={setLeast} />
        <NumberField label="seed" value={seed} least={0} most={0xffff_ffff} onChange={setSeed} />
      </div>
    </Card>
  );
}
