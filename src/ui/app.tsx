import { useState } from 'react';
import { Announcer } from './announcer.tsx';
import { ArmsTable } from './arms-table.tsx';
import { Batch } from './batch.tsx';
import { CertificatePanel } from './certificate-panel.tsx';
import { Failure } from './failure.tsx';
import { ForkTrees } from './fork-trees.tsx';
import { Header } from './header.tsx';
import { PairPanel } from './pair-panel.tsx';
import { pairKey, pairsOf } from './pairs.ts';
import { RunFacts } from './run-facts.tsx';
import { Setup } from './setup.tsx';
import { StepLog } from './step-log.tsx';
import { useLab } from './store/lab-store.ts';
import { VerdictList } from './verdict-list.tsx';

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

function Pairs() {
  const chosen = useLab((state) => state.chosen);
  const [markSpaces, setMarkSpaces] = useState(false);
  const pairs = pairsOf(chosen.experiment);
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
        <PairPanel key={`${chosen.id}/${pairKey(pair)}`} pair={pair} markSpaces={markSpaces} />
      ))}
    </section>
  );
}
