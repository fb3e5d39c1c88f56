import { type KeyboardEvent, type SyntheticEvent, useRef, useState } from 'react';
import streamsStyles from '../../kit/styles/streams.module.css';
import { pin as pinPlace, point, preview as previewPlace, togglePin } from '../../state/place.ts';
import { useSettings } from '../../state/settings.ts';
import { useCompareOptions } from './compare-options.ts';
import type { PairPlace } from './pair-place.ts';
import { PromptLength } from './prompt-text.tsx';
import { Stream } from './stream.tsx';
import { differences, placeAfterKey, type Side, type Streams, type TokenPlace } from './token-place.ts';

/** What stands over a stream: a name, and settings in words. */
export interface StreamHead {
  readonly title: string;
  readonly detail: string;
}

interface PairStreamsProps extends PairPlace {
  readonly heads: Readonly<Record<Side, StreamHead>>;
  readonly prompt: string;
  /** More tokens are to come. */
  readonly growing: boolean;
  readonly streams: Streams;
  /** Of each token; undefined while they are not known. */
  readonly probabilities: Readonly<Record<Side, readonly (number | null)[]>> | undefined;
}

/** The two streams; pointing at a token previews its place, a click or Enter pins it. */
export function PairStreams(props: PairStreamsProps) {
  const { heads, prompt, growing, streams, probabilities, pairKey, fork, preview, pinned } = props;
  const panel = useRef<HTMLDivElement>(null);
  const markSpaces = useSettings(({ spaces }) => spaces);
  const onlyDifferences = useCompareOptions((options) => options.onlyDifferences);
  const [whole, setWhole] = useState(false);
  const [reachable, setReachable] = useState<Readonly<Record<Side, number>>>({ a: 0, b: 0 });

  const placeAt = (event: SyntheticEvent) => {
    const place = placeOf(event.target);
    return place && { pairKey, position: place.index };
  };
  const arrive = (event: SyntheticEvent) => {
    previewPlace(placeAt(event));
    const place = placeOf(event.target);
    if (place) setReachable((of) => ({ ...of, [place.side]: place.index }));
  };
  const pin = ({ index }: TokenPlace) => togglePin({ pairKey, position: index });
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
      const element = elementAt(panel.current!, next);
      // Folded away: the key leads nowhere.
      if (!element) return;
      element.focus();
      if (event.key === 'n' || event.key === 'p') pinPlace({ pairKey, position: next.index });
    } else return;
    event.preventDefault();
  };

  const only = onlyDifferences ? differences(streams) : null;
  const side = (name: Side) => (
    <Stream
      side={name}
      {...heads[name]}
      {...{ prompt, whole, fork, pinned, markSpaces, growing, only }}
      tokens={streams[name]}
      probabilities={probabilities?.[name]}
      lit={preview}
      reachable={reachable[name]}
    />
  );
  return (
    <>
      {!onlyDifferences && <PromptLength {...{ prompt, whole }} choose={setWhole} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears for the tokens inside. */}
      <div
        className={streamsStyles.streams}
        ref={panel}
        onMouseOver={(event) => point(placeAt(event))}
        onMouseLeave={() => point(null)}
        onFocus={arrive}
        onBlur={() => previewPlace(null)}
        onClick={click}
        onKeyDown={key}
      >
        {side('a')}
        {side('b')}
      </div>
    </>
  );
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
