import { useState } from 'react';
import { writtenPrompt } from '../../../experiment/chat-schema.ts';
import { armLabels } from '../../../report/arm-labels.ts';
import { type Outcome, outcomeOf, partingWords } from '../../../report/outcome.ts';
import type { PairNames } from '../../../results/compare-reports.ts';
import { counted } from '../../../results/text.ts';
import { type RunView, shownExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { forkSoFar, type Pair, pairKey, pairsOf } from '../../state/pairs.ts';
import { isUnderWay } from '../../state/task.ts';
import { usePairData } from '../compare/pair-data.ts';
import { diffOf } from '../compare/verdict-words.ts';
import { FindOne } from './find-one.tsx';
import { MOST_LISTED, PairChoice } from './pair-choice.tsx';
import { Performance } from './performance.tsx';
import { Provenance } from './provenance.tsx';
import styles from './story.module.css';
import { Sentence, SmallPrint } from './story-words.tsx';
import { streamsOf } from './streams-of.ts';

/** What this is, and the two answers: the first thing that a visitor reads, and what plays while he does. */
export function Story() {
  const experiment = useLab(shownExperiment);
  const view = useLab((state) => state.view);
  const [picked, setPicked] = useState<string | null>(null);
  const pairs = pairsOf(experiment);
  const pair = (picked && pairs.find((each) => pairKey(each) === picked)) || leadOf(pairs, view);
  return (
    <section className={styles.story} aria-labelledby="story-title" data-part="story">
      <Sentence />
      {pair && (
        <div className={styles.card}>
          <PairChoice pairs={pairs} chosen={pair} onChoose={(each) => setPicked(pairKey(each))} />
          <Played key={`${view.source}/${pairKey(pair)}`} pair={pair} />
        </div>
      )}
      <Provenance pair={pair} />
      {pair && <FindOne pair={pair} />}
      <SmallPrint />
    </section>
  );
}

/** The first pair that forks, if any does by now: it is what the page is about. */
function leadOf(pairs: readonly Pair[], view: RunView): Pair | undefined {
  const forks = (pair: Pair) => {
    const { a, b } = streamsOf(view, pair);
    return view.record ? diffOf(pair, view.record).fork !== null : forkSoFar(a, b) !== null;
  };
  return pairs.slice(0, MOST_LISTED).find(forks) ?? pairs[0];
}

/** One pair's two answers, and what came of them. */
function Played({ pair }: { readonly pair: Pair }) {
  const { a, b, probe } = pair;
  const names: PairNames = { a: a.name, b: b.name, probe: probe.id };
  const view = useLab((state) => state.view);
  const status = useLab((state) => state.status.state);
  const growing = useLab(({ status, view }) => isUnderWay(status) && view.source === 'live' && !view.record);
  const { series } = usePairData(names);
  const streams = streamsOf(view, pair);
  const labels = armLabels(a, b);
  const diff = view.record && diffOf(pair, view.record);
  const fork = diff ? diff.fork : forkSoFar(streams.a, streams.b);
  const outcome = outcomeNow();
  return (
    <Performance
      {...{ labels, streams, fork, growing, outcome }}
      prompt={view.prompts[probe.id]?.text ?? writtenPrompt(probe) ?? ''}
      batches={{ a: a.requests.length, b: b.requests.length }}
      plays={view.source === 'example'}
    />
  );

  function outcomeNow(): Outcome {
    if (diff && view.record) {
      const at = series?.positions.find(({ position }) => position === fork);
      return outcomeOf(diff, labels, view.record, at?.perturbation ?? null);
    }
    const shared = Math.min(streams.a.length, streams.b.length);
    const cut =
      status === 'cancelled'
        ? 'The run was cancelled here. '
        : status === 'failed'
          ? 'The run failed here. '
          : '';
    if (fork !== null) {
      const words = partingWords(fork, { a: streams.a[fork], b: streams.b[fork] }, labels);
      return { tone: 'fork', words: cut + words, why: null };
    }
    if (shared > 0)
      return { tone: 'none', words: `${cut}The same ${counted(shared, 'token')} so far.`, why: null };
    return {
      tone: 'none',
      words: growing ? 'The first tokens are on their way.' : `${cut}${willRun(pair)}`,
      why: null,
    };
  }
}

/** What a run would do, before there is one. */
function willRun({ a, b, probe }: Pair): string {
  const tokens = counted(probe.maxNewTokens, 'token');
  return `Not run yet. A run asks for up to ${tokens} in a batch of ${a.requests.length} (A) and in a batch of ${b.requests.length} (B), side by side.`;
}
