import { type RefObject, useEffect, useRef, useState } from 'react';

/** A finger's way that is a swipe: so many CSS pixels, and more across than down. */
const SWIPE = 60;

/**
 * The scene in view: the address follows the scroll without filling the history, and arrow keys and swipes lead on. An address
 * that names a scene scrolls there.
 * @param flags the end of each scene's address.
 * @param ready whether the pictures have their sizes: until then a scene may move under the reader, and is followed.
 */
export function useScenes(
  story: RefObject<HTMLElement | null>,
  ids: readonly string[],
  addressed: string | null,
  flags: string,
  ready: boolean,
): string {
  const [at, setAt] = useState(addressed ?? ids[0]);
  const latest = useRef<string | null>(null);

  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (addressed === null) return;
    const moved = ready && followed.current === addressed && latest.current === addressed;
    if (addressed !== latest.current || moved) sceneIn(story, addressed)?.scrollIntoView();
    // Once they are there, the reader is left alone.
    followed.current = ready ? null : addressed;
  }, [story, addressed, ready]);

  useEffect(() => {
    const seen = new IntersectionObserver(
      (entries) => {
        const shown = entries.find(({ isIntersecting }) => isIntersecting);
        const id = (shown?.target as HTMLElement | undefined)?.dataset.scene;
        if (id === undefined) return;
        const first = latest.current === null;
        latest.current = id;
        setAt(id);
        // The story's own address stands until the reader moves.
        if (!first || addressed !== null)
          history.replaceState(history.state, '', `#learn/story/${id}${flags}`);
      },
      // A line across the middle of the window: one scene at a time lies on it.
      { rootMargin: '-50% 0px -50% 0px' },
    );
    for (const id of ids) {
      const scene = sceneIn(story, id);
      if (scene) seen.observe(scene);
    }
    return () => seen.disconnect();
  }, [story, ids, flags, addressed]);

  useEffect(() => {
    const go = (by: number) => {
      const to = ids[ids.indexOf(latest.current ?? ids[0]) + by];
      if (to) sceneIn(story, to)?.scrollIntoView();
    };
    const press = (event: KeyboardEvent) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const plain = !(event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey);
      if (by === undefined || !plain || takesArrows(event.target)) return;
      event.preventDefault();
      go(by);
    };
    let from: Touch | null = null;
    const touch = ({ touches }: TouchEvent) => {
      from = touches.length === 1 ? touches[0] : null;
    };
    const lift = ({ changedTouches: [to], target }: TouchEvent) => {
      if (!from || !to || takesArrows(target)) return;
      const [across, down] = [to.clientX - from.clientX, to.clientY - from.clientY];
      if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) go(across < 0 ? 1 : -1);
    };
    const place = story.current;
    window.addEventListener('keydown', press);
    place?.addEventListener('touchstart', touch, { passive: true });
    place?.addEventListener('touchend', lift, { passive: true });
    return () => {
      window.removeEventListener('keydown', press);
      place?.removeEventListener('touchstart', touch);
      place?.removeEventListener('touchend', lift);
    };
  }, [story, ids]);

  return at;
}

function sceneIn(story: RefObject<HTMLElement | null>, id: string): HTMLElement | null {
  return story.current?.querySelector<HTMLElement>(`[data-scene="${id}"]`) ?? null;
}

/** A slider, a field and what scrolls sideways have the arrows and the sideways swipes for themselves. */
function takesArrows(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea, [tabindex="0"]') !== null;
}
