import { memo, useMemo, useState } from 'react';
import { PoolChart } from '../../../charts/load-charts.tsx';
import { CACHE, NOBODY, toneOf, WEIGHTS } from '../../../charts/load-pool-drawing.ts';
import type { LoadStep } from '../../../results/load/load-record.ts';
import { counted, grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';

const POOL = 150;
/** Holders that are listed by name. */
const LISTED = 6;
const NO_OWNERS: readonly number[] = [];

interface PoolPanelProps {
  readonly view: ArmView;
  readonly step: number;
  readonly watched: number;
}

/** The KV pool in one step: who holds which block, which are shared, cached and free. */
export const PoolPanel = memo(function PoolPanel({ view, step, watched }: PoolPanelProps) {
  const [pointed, setPointed] = useState(-1);
  const owned = ownedStep(view.scene.steps, step);
  const at = view.scene.steps[owned];
  const owners = at?.owners ?? NO_OWNERS;
  const holders = useMemo(() => holdersOf(owners), [owners]);
  // A view grows in place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const probes = useMemo(() => new Set(view.probes), [view, view.probes.length]);
  if (!at) return null;
  const shared = at.holders?.filter((count) => count > 1).length ?? 0;
  return (
    <section className={tables.panel} aria-labelledby="load-pool-title">
      <div className={tables.panelHead}>
        <h2 id="load-pool-title">KV pool at step {grouped(owned)}</h2>
        <ul className={styles.legend} aria-label="Legend of the pool">
          <li data-mark="held">held</li>
          <li data-mark="shared">shared</li>
          <li data-mark="cached">cached</li>
          <li data-mark="free">free</li>
          {owners.includes(WEIGHTS) && <li data-mark="weights">weights’</li>}
          <li data-mark="probe">the probe’s</li>
        </ul>
      </div>
      <p className={`${tables.note} ${styles.pool}`}>
        {poolWords(at, shared, view.serving.disaggregated)}
        {owned !== step &&
          ' Who holds which block is looked at a few times a second: this is the nearest step.'}
      </p>
      {owners.length > 0 && (
        <PoolChart
          title={`KV blocks at step ${owned} by owner`}
          height={POOL}
          {...{ owners, probes }}
          holders={at.holders ?? null}
          chosen={pointed >= 0 ? pointed : -1}
          onPoint={setPointed}
        />
      )}
      <ul className={styles.holders} aria-label="Who holds the most blocks">
        {listedHolders(holders, watched, pointed).map(([owner, blocks]) => (
          <li key={owner} data-pointed={owner === pointed || undefined}>
            <span
              className={styles.tone}
              style={{ background: `var(${toneOf(owner)})` }}
              aria-hidden="true"
            />
            {/* As its blocks are marked in the picture. */}
            <strong>{owner}</strong> <Name of={view.requests[owner]?.id ?? ''} />: {counted(blocks, 'block')}
          </li>
        ))}
        {holders.length > LISTED && <li>and {grouped(holders.length - LISTED)} more requests</li>}
      </ul>
    </section>
  );
});

/** The latest step up to this one of which owners are known, which live are told a few times a second; else the next one, else itself. */
function ownedStep(steps: readonly LoadStep[], step: number): number {
  for (let at = step; at >= 0; at--) if (steps[at]?.owners) return at;
  const next = steps.findIndex(({ owners }) => owners);
  return next < 0 ? step : next;
}

function poolWords(
  { blocks, owners, slices, lowered = 0 }: LoadStep,
  shared: number,
  isSplit: boolean,
): string {
  const of = (owner: number) => owners?.reduce((sum, each) => sum + (each === owner ? 1 : 0), 0);
  // As it is drawn: blocks that end up in the cache are held while the step runs.
  const [cached, free] = [of(CACHE) ?? blocks.cached, of(NOBODY) ?? blocks.free];
  const { held } = blocks;
  const pool = held + cached + free;
  const side = slices.some(({ kind }) => kind === 'prefill') ? 'prefill' : 'decode';
  return `${isSplit ? `Of the ${side} queue: ` : ''}${grouped(held)} of ${counted(pool, 'block')} of 16 tokens held (${Math.round((100 * held) / Math.max(1, pool))} %)${shared > 0 ? `, ${grouped(shared)} of them shared` : ''}, ${grouped(cached)} only cached, ${grouped(free)} free.${lowered > 0 ? ` ${counted(lowered, 'layer')} in a smaller format.` : ''}`;
}

/** Requests and their blocks, the largest first. */
function holdersOf(owners: readonly number[]): [owner: number, blocks: number][] {
  const counts = new Map<number, number>();
  for (const owner of owners) if (owner >= 0) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]);
}

/** The largest, and always who is watched and who is pointed at. */
function listedHolders(holders: readonly [number, number][], watched: number, pointed: number) {
  const first = holders.slice(0, LISTED);
  const also = holders.filter(([owner]) => owner === watched || owner === pointed);
  return [...first, ...also.filter((each) => !first.includes(each))];
}
