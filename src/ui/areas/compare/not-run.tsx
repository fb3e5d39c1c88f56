import { visible } from '../../../experiment/visible.ts';
import { grouped } from '../../../results/text.ts';
import { armSettings, cutMiddle, shownText } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import streams from '../../kit/styles/streams.module.css';
import tables from '../../kit/styles/tables.module.css';
import { type Pair, pairKey } from '../../state/pairs.ts';
import { useSettings } from '../../state/settings.ts';
import { batchWords } from './batch-words.ts';
import { PROMPT_ENDS } from './stream.tsx';
import { Verdict } from './verdict.tsx';

/** A pair before anything ran: its prompt once, and what a run will do, in the place of two streams that hold nothing. */
export function NotRun({ pair }: { readonly pair: Pair }) {
  const { a, b, probe } = pair;
  const markSpaces = useSettings(({ spaces }) => spaces);
  const cut = cutMiddle(probe.prompt ?? '', PROMPT_ENDS);
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
        {probe.prompt && (
          <p className={streams.tokens}>
            {cut ? (
              <>
                {shownText(cut.head, markSpaces)}
                <span className={streams.folded}>{grouped(cut.left)} characters</span>
                {shownText(cut.tail, markSpaces)}
              </>
            ) : (
              shownText(probe.prompt, markSpaces)
            )}
          </p>
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
