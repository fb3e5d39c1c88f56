import { useState } from 'react';
import { ForkTrees } from './compare/fork-trees.tsx';
import { PairPanel } from './compare/pair-panel.tsx';
import { pairKey, pairsOf } from './compare/pairs.ts';
import { VerdictList } from './compare/verdict-list.tsx';
import { Batch } from './compose/batch.tsx';
import { Setup } from './compose/setup.tsx';
import { ArmsTable } from './run/arms-table.tsx';
import { StepLog } from './run/step-log.tsx';
import { Announcer } from './shell/announcer.tsx';
import { CertificatePanel } from './shell/certificate-panel.tsx';
import { Failure } from './shell/failure.tsx';
import { Header } from './shell/header.tsx';
import { RunFacts } from './shell/run-facts.tsx';
import { shownExperiment } from './store/lab-state.ts';
import { useLab } from './store/lab-store.ts';

/** Pairs that a screen shows at once; more get a list of their verdicts above them. */
const MOST_AT_A_GLANCE = 2;

export function App() {
  return (
    <>
      <Header />
      <main className="layout">
        <Setup />
        <div className="results">
          <Failure />
          <ShownResults />
          <Pairs />
          <ForkTrees />
          <ArmsTable />
          <RunFacts />
          <CertificatePanel />
          <StepLog />
        </div>
        <Batch />
      </main>
      <Announcer />
    </>
  );
}

/** Says where the results on screen come from, where that is not the experiment as it stands. */
function ShownResults() {
  const view = useLab((state) => state.view);
  const current = useLab(({ chosen }) => chosen.experiment);
  if (view.source !== 'live' || view.experiment === current) return null;
  return (
    <p className="note stale" role="status">
      The experiment has changed since this run: what follows is of the earlier one.
    </p>
  );
}

function Pairs() {
  const experiment = useLab(shownExperiment);
  const origin = useLab(({ chosen }) => chosen.id);
  const [markSpaces, setMarkSpaces] = useState(false);
  const pairs = pairsOf(experiment);
  if (pairs.length === 0) return null;
  return (
    <section aria-labelledby="pairs-title">
      <div className="section-head">
        <h2 id="pairs-title">Token streams</h2>
        <small className="keys">
          Arrow keys walk the tokens, <kbd>n</kbd> and <kbd>p</kbd> the differences; <kbd>Enter</kbd> or a
          click compares the logits of one.
        </small>
        <label className="check">
          <input
            type="checkbox"
            checked={markSpaces}
            onChange={(event) => setMarkSpaces(event.target.checked)}
          />
          Show spaces
        </label>
      </div>
      {pairs.length > MOST_AT_A_GLANCE && <VerdictList pairs={pairs} />}
      {pairs.map((pair) => (
        <PairPanel key={`${origin}/${pairKey(pair)}`} pair={pair} markSpaces={markSpaces} />
      ))}
    </section>
  );
}
