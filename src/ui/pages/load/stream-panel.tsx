import { type KeyboardEvent, memo, useMemo, useRef } from 'react';
import { GapsChart } from '../../../charts/load-charts.tsx';
import { type TimeWindow, timeText } from '../../../charts/load-window.ts';
import { grouped, measured } from '../../../results/text.ts';
import { amountWords, shownText } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import { valueAfterKey } from '../../kit/slider-keys.ts';
import tables from '../../kit/styles/tables.module.css';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';
import { forkOf, gapsOf, lookedAt } from './probe-gaps.ts';
import { switchWords } from './serving-words.ts';
import type { ViewedRequest } from './viewed-request.ts';

const GAPS = 132;
/** Share of the picture that the words of a switch may take. */
const NEAR = 0.4;

interface StreamPanelProps {
  readonly view: ArmView;
  readonly version: number;
  readonly request: number;
  readonly position: number | null;
  readonly onPosition: (position: number) => void;
}

/** The request that is watched: its tokens, how long each was waited for, and where its bits are not those of itself alone. */
export const StreamPanel = memo(function StreamPanel({
  view,
  version,
  request,
  position,
  onPosition,
}: StreamPanelProps) {
  const { scene, clock, requests, switches } = view;
  const watched = requests[request];
  // The version stands for what is in the view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const gaps = useMemo(() => gapsOf(watched), [watched, version]);
  const window = useMemo(() => lifeOf(watched, scene.end), [watched, scene.end]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const marks = useMemo(() => {
    const near = (window.to - window.from) * NEAR;
    const next = (index: number) => switches[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    // Of those that stand close together the last one's words: all of them stand below the lanes.
    return switches.map(({ at, before, serving }, index) => ({
      at,
      words: next(index) - at < near && next(index) <= window.to ? '' : switchWords(before, serving),
    }));
  }, [switches, version, window]);
  const fork = forkOf(watched);
  return (
    <section className={tables.panel} aria-labelledby="load-stream-title">
      <div className={tables.panelHead}>
        <h2 id="load-stream-title">
          One request watched: <Name of={watched.id} />
        </h2>
        <Legend />
      </div>
      <GapsChart
        title={`Wait before each token of ${watched.id}, ${clock} clock`}
        height={GAPS}
        window={window}
        {...{ gaps, clock, fork }}
        chosen={position}
        switches={marks}
        onChoose={onPosition}
      />
      <Tokens {...{ view, request, position, fork, onPosition }} />
      <p className={tables.note} data-part="load-looked">
        {lookedWords(lookedAt(watched), fork)}
      </p>
    </section>
  );
});

/** From its arrival to its end, or to now. */
function lifeOf({ arrived, ended }: ViewedRequest, now: number): TimeWindow {
  const to = Math.max(ended ?? now, arrived + 2);
  const room = (to - arrived) * 0.02;
  return { from: Math.max(0, arrived - room), to: to + room };
}

function Legend() {
  return (
    <ul className={styles.legend} aria-label="Legend of the tokens">
      <li data-mark="same">the bits of itself alone</li>
      <li data-mark="differ">other bits</li>
      <li data-mark="unlooked">not looked</li>
    </ul>
  );
}

interface TokensProps extends Pick<StreamPanelProps, 'view' | 'request' | 'position' | 'onPosition'> {
  readonly fork: number | null;
}

/** The stream itself; one focus stop, arrow keys walk its tokens. */
function Tokens({ view, request, position, fork, onPosition }: TokensProps) {
  const list = useRef<HTMLOListElement>(null);
  const { tokens, prompt, shadows, outcome } = view.requests[request];
  if (tokens.length === 0) {
    return (
      <p className={tables.note}>
        {outcome?.kind === 'refused' ? `Refused: ${outcome.message}` : 'No token yet.'}
      </p>
    );
  }
  const at = Math.min(position ?? 0, tokens.length - 1);
  const key = (event: KeyboardEvent) => {
    const next = valueAfterKey(event.key, at, { least: 0, most: tokens.length - 1 });
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onPosition(next);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <ol className={styles.tokens} ref={list} aria-label="Tokens of the watched request">
      {prompt !== '' && <li className={styles.prompt}>{shownText(prompt, false)}</li>}
      {tokens.map(({ text, at: when }, i) => {
        const shadow = shadows.get(i);
        const bits = shadow ? (shadow.differing > 0 ? 'differ' : 'same') : undefined;
        return (
          // Tokens are only ever added at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <li key={i}>
            <button
              type="button"
              tabIndex={i === at ? 0 : -1}
              aria-pressed={i === position}
              data-bits={bits}
              data-fork={i === fork || undefined}
              aria-label={tokenLabel(text, i, when, bits, i === fork)}
              onClick={() => onPosition(i)}
              onKeyDown={key}
            >
              {shownText(text, false) || '∅'}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function tokenLabel(
  text: string,
  index: number,
  at: number,
  bits: string | undefined,
  fork: boolean,
): string {
  const words =
    bits === 'differ' ? ', other bits than alone' : bits === 'same' ? ', the bits of itself alone' : '';
  return `token ${index}: “${shownText(text, true)}”, at ${timeText(at)}${words}${fork ? ', the fork: alone it is another token' : ''}`;
}

function lookedWords(
  { positions, differing, maxUlp, kl }: ReturnType<typeof lookedAt>,
  fork: number | null,
): string {
  if (positions === 0) return 'Its logits were not looked at beside itself alone.';
  const bits =
    differing === 0
      ? `The same bits as alone at all ${grouped(positions)} positions that were looked at.`
      : `Other bits than alone at ${grouped(differing)} of ${grouped(positions)} positions that were looked at, by a KL of ${measured(kl)} and ${amountWords(maxUlp)} ulp at most.`;
  return `${bits} ${fork === null ? 'Every token is the one it would be given alone.' : `At token ${fork} it would be given another one alone: the streams fork.`}`;
}
