import { useState } from 'react';
import { writtenPrompt } from '../../../experiment/chat-schema.ts';
import { visible } from '../../../experiment/visible.ts';
import { grouped } from '../../../results/text.ts';
import { armSettings } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import streams from '../../kit/styles/streams.module.css';
import tables from '../../kit/styles/tables.module.css';
import { type Pair, pairKey } from '../../state/pairs.ts';
import { useSettings } from '../../state/settings.ts';
import { batchWords } from './batch-words.ts';
import { PromptLength, PromptText } from './prompt-text.tsx';
import { Verdict } from './verdict.tsx';

/** A pair before anything ran: its prompt once, and what a run will do, in the place of two streams that hold nothing. */
export function NotRun({ pair }: { readonly pair: Pair }) {
  const { a, b, probe } = pair;
  const markSpaces = useSettings(({ spaces }) => spaces);
  const [whole, setWhole] = useState(false);
  const prompt = writtenPrompt(probe) ?? '';
  return (
    <article
      className={streams.pair}
      data-part="pair"
      id={pairKey(pair)}
      tabIndex={-1}
      aria-label={`${visible(a.name)} against ${visible(b.name)}`}
    >
      <Verdict pair={pair} />
      <div className={streams.notRun}>
        {prompt !== '' && (
          <>
            <PromptLength {...{ prompt, whole }} choose={setWhole} />
            <p className={streams.tokens} data-part="prompt">
              <PromptText {...{ prompt, whole, markSpaces }} />
            </p>
          </>
        )}
        <p className={tables.note}>
          Run goes on from here with up to {grouped(probe.maxNewTokens)} tokens, once in <Name of={a.name} />{' '}
          ({batchWords(a.requests.length)}, {armSettings(a)}) and once in <Name of={b.name} /> (
          {batchWords(b.requests.length)}, {armSettings(b)}), then compares the two bit by bit and shows where
          they part.
        </p>
      </div>
    </article>
  );
}
