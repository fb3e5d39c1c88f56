import { type MouseEvent, type ReactNode, useCallback } from 'react';
import { Canvas, type Surface } from './canvas.tsx';
import { drawFlow, type FlowView } from './load-flow-drawing.ts';
import { drawGaps, type GapsView, nearestGap, type TokenGap } from './load-gaps-drawing.ts';
import { drawLanes, type LanesView } from './load-lanes-drawing.ts';
import { drawMemory, type MemoryView } from './load-memory-drawing.ts';
import { blockAt, drawPool, type PoolPicture } from './load-pool-drawing.ts';
import type { LoadScene } from './load-scene.ts';

/** Every chart has a title, which stands for the picture in words, and a height in pixels. */
interface Framed {
  readonly title: string;
  readonly height: number;
}

/** The scene grows in place: its version tells that the picture is another. */
interface OfScene extends Framed {
  readonly scene: LoadScene;
  readonly version: number;
}

export function LanesChart({ title, height, scene, version, ...view }: OfScene & LanesView) {
  const { window, lane, scrolled, clock, chosen } = view;
  const draw = useCallback(
    (surface: Surface) => drawLanes(surface, scene, { window, lane, scrolled, clock, chosen }),
    // The version stands for what is in the scene.
    [scene, version, window, lane, scrolled, clock, chosen],
  );
  return <Picture {...{ title, height, draw }} />;
}

export function FlowChart({ title, height, scene, version, window, clock }: OfScene & FlowView) {
  const draw = useCallback(
    (surface: Surface) => drawFlow(surface, scene, { window, clock }),
    // The version stands for what is in the scene.
    [scene, version, window, clock],
  );
  return <Picture {...{ title, height, draw }} />;
}

export function MemoryChart({ title, height, scene, version, window, clock }: OfScene & MemoryView) {
  const draw = useCallback(
    (surface: Surface) => drawMemory(surface, scene, { window, clock }),
    // The version stands for what is in the scene.
    [scene, version, window, clock],
  );
  return <Picture {...{ title, height, draw }} />;
}

interface GapsProps extends Framed, GapsView {
  readonly gaps: readonly TokenGap[];
  readonly onChoose: (position: number) => void;
}

export function GapsChart({ title, height, gaps, onChoose, ...view }: GapsProps) {
  const { window, clock, chosen, fork, switches } = view;
  const draw = useCallback(
    (surface: Surface) => drawGaps(surface, gaps, { window, clock, chosen, fork, switches }),
    [gaps, window, clock, chosen, fork, switches],
  );
  const press = (event: MouseEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const near = nearestGap(gaps, event.clientX - left, window, width);
    if (near) onChoose(near.position);
  };
  return (
    // The stream beside it is the same by keyboard, token by token.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    <div onClick={press}>
      <Picture {...{ title, height, draw }} />
    </div>
  );
}

interface PoolProps extends Framed, PoolPicture {
  /** The request that holds the block under the pointer, by its index; -1: none. */
  readonly onPoint: (owner: number) => void;
}

export function PoolChart({ title, height, owners, holders, probes, chosen, onPoint }: PoolProps) {
  const draw = useCallback(
    (surface: Surface) => drawPool(surface, { owners, holders, probes, chosen }),
    [owners, holders, probes, chosen],
  );
  const point = (event: MouseEvent<HTMLElement>) => {
    const { left, top, width } = event.currentTarget.getBoundingClientRect();
    const block = blockAt(event.clientX - left, event.clientY - top, owners.length, width, height);
    onPoint(block < 0 ? -1 : owners[block]);
  };
  return (
    // The table of holders beside it says the same.
    <div onPointerMove={point} onPointerLeave={() => onPoint(-1)}>
      <Picture {...{ title, height, draw }} />
    </div>
  );
}

function Picture({ title, height, draw }: Framed & { readonly draw: (surface: Surface) => void }): ReactNode {
  return (
    <div data-chart={title}>
      <Canvas label={title} height={height} draw={draw} />
    </div>
  );
}
