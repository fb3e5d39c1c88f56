import { type KeyboardEvent, type SyntheticEvent, useRef, useState } from 'react';
import { traceKey } from '../../results/record.ts';
import { armSettings } from '../format.ts';
import { isBusy, type StreamToken } from '../store/lab-state.ts';
import { useLab } from '../store/lab-store.ts';
import { AgreementStrip } from './agreement-strip.tsx';
import { forkSoFar, type Pair, pairKey } from './pairs.ts';
import { PlaceLine } from './place-line.tsx';
import { Stream } from './stream.tsx';
import { placeAfterKey, type Side, type TokenPlace } from './token-place.ts';
import { TopLogits } from './top-logits.tsx';
import { Verdict } from './verdict.tsx';
import { diffOf } from './verdict-words.ts';

const NO_TOKENS: readonly StreamToken[] = [];

interface PairPanelProps {
  readonly pair: Pair;
  readonly markSpaces: boolean;
}

/** Both arms' streams of one probe, where they part, and what that says. */
export function PairPanel({ pair, markSpaces }: PairPanelProps) {
  const { a, b, probe } = pair;
  const panel = useRef<HTMLDivElement>(null);
  const tokensA = useLab(({ view }) => view.streams[traceKey(a.name, probe.id)] ?? NO_TOKENS);
  const tokensB = useLab(({ view }) => view.streams[traceKey(b.name, probe.id)] ?? NO_TOKENS);
  const prompt = useLab(({ view }) => view.prompts[probe.id]?.text ?? probe.prompt ?? '');
  const growing = useLab(({ status }) => isBusy(status));
  const record = useLab(({ view }) => view.record);
  const [lit, setLit] = useState<TokenPlace | null>(null);
  const [pinned, setPinned] = useState<number | null>(null);
  const [reachable, setReachable] = useState<Readonly<Record<Side, number>>>({ a: 0, b: 0 });

  const streams = { a: tokensA, b: tokensB };
  const diff = record && diffOf(pair, record);
  const fork = diff ? diff.fork : forkSoFar(tokensA, tokensB);

  const light = (event: SyntheticEvent) => setLit(placeOf(event.target));
  const pin = (place: TokenPlace) => setPinned((at) => (at === place.index ? null : place.index));
  const click = (event: SyntheticEvent) => {
    const place = placeOf(event.target);
    if (place) pin(place);
  };
  const key = (event: KeyboardEvent) => {
    const place = placeOf(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = placeAfterKey(event.key, place, streams);
    if (event.key === 'Enter' || event.key === ' ') pin(place);
    else if (next) {
      setReachable((of) => ({ ...of, [next.side]: next.index }));
      elementAt(panel.current!, next)?.focus();
    } else return;
    event.preventDefault();
  };

  const side = (name: Side, arm: Pair['a']) => (
    <Stream
      side={name}
      title={arm.name}
      detail={`${batchWords(arm.requests.length)} · ${armSettings(arm)}`}
      {...{ prompt, fork, pinned, markSpaces, growing }}
      tokens={streams[name]}
      lit={lit?.index ?? null}
      reachable={reachable[name]}
    />
  );
  return (
    <article className="pair" id={pairKey(pair)} tabIndex={-1} aria-label={`${a.name} against ${b.name}`}>
      <Verdict pair={pair} diff={diff} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears for the tokens inside. */}
      <div
        className="streams"
        ref={panel}
        onMouseOver={light}
        onMouseLeave={() => setLit(null)}
        onFocus={light}
        onBlur={() => setLit(null)}
        onClick={click}
        onKeyDown={key}
      >
        {side('a', a)}
        {side('b', b)}
      </div>
      <PlaceLine streams={streams} index={lit?.index ?? pinned} />
      {diff && <AgreementStrip diff={diff} tokens={Math.max(tokensA.length, tokensB.length)} />}
      {diff && <TopLogits diff={diff} position={pinned ?? fork} />}
    </article>
  );
}

function batchWords(requests: number): string {
  return requests === 1 ? 'batch of 1' : `batch of ${requests}`;
}

function placeOf(target: EventTarget): TokenPlace | null {
  if (!(target instanceof Element)) return null;
  const token = target.closest<HTMLElement>('[data-index]');
  const stream = target.closest<HTMLElement>('[data-side]');
  if (!token || !stream) return null;
  return { side: stream.dataset.side as Side, index: Number(token.dataset.index) };
}

function elementAt(panel: HTMLElement, { side, index }: TokenPlace): HTMLElement | null {
  return panel.querySelector(`[data-side="${side}"] [data-index="${index}"]`);
}
