/**
 * Whether the pointer merely lies where it lay when a key was pressed.
 *
 * A page that scrolls or grows under a resting pointer has the browser say that the pointer left one element and came over
 * another (UI Events leaves when to do so to the browser). Whoever walks by keys has not pointed at anything, so such words
 * must not move what the keys have moved; a pointer that is really moved counts again at once.
 */
let last: Point | null = null;
let restsAt: Point | null = null;

interface Point {
  readonly screenX: number;
  readonly screenY: number;
}

/** Before anything on the page hears of it, hence while the event is captured. Returns how to stop. */
export function watchPointer(target: Pick<Window, 'addEventListener'>): () => void {
  const controller = new AbortController();
  const options = { capture: true, passive: true, signal: controller.signal };
  const pointed = (event: Event & Point) => {
    // Pointer events tell parts of pixels, mouse events of the same place whole ones.
    const [screenX, screenY] = [Math.floor(event.screenX), Math.floor(event.screenY)];
    if (restsAt && (restsAt.screenX !== screenX || restsAt.screenY !== screenY)) restsAt = null;
    last = { screenX, screenY };
  };
  for (const kind of [
    'pointerover',
    'pointerout',
    'pointermove',
    'mouseover',
    'mouseout',
    'mousemove',
  ] as const)
    target.addEventListener(kind, pointed, options);
  const pressed = () => {
    restsAt = null;
  };
  target.addEventListener('pointerdown', pressed, options);
  target.addEventListener(
    'keydown',
    () => {
      restsAt = last;
    },
    options,
  );
  return () => {
    controller.abort();
    last = null;
    restsAt = null;
  };
}

/** Whether no pointer has moved since the last key was pressed. */
export const pointerRests = (): boolean => restsAt !== null;
