import type { CSSProperties } from 'react';
import { counted, value32 } from '../../../../results/text.ts';
import type { SharedNode, SharedTree } from '../../../../workbench/shared/shared-tree.ts';
import styles from './workers.module.css';

/** Levels of the tree from the root down, each as wide as its terms; below the leaves, what each worker holds of K. */
export function WorkerTree({ tree }: { readonly tree: SharedTree }) {
  const { levels, workers, terms } = tree;
  const leaves = levels[levels.length - 1].length;
  const held = workers.map((own, worker) => ({ own, worker })).filter(({ own }) => own !== null);
  const label = `A tree of ${counted(leaves, 'leaf', 'leaves')}: ${held
    .map(({ own, worker }) => `worker ${worker} holds k ${own!.start} to ${own!.end - 1}`)
    .join(', ')}`;
  return (
    <div className={styles.tree} role="img" aria-label={label}>
      {levels.map((level, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row for each level.
        <div key={depth} className={styles.level}>
          {level.map((node) => (
            <Node key={node.chunks.start} node={node} terms={terms} />
          ))}
        </div>
      ))}
      <div className={styles.workers}>
        {held.map(({ own, worker }) => (
          <span
            key={worker}
            style={{ ...ownerStyle(worker), width: share(own!, terms) }}
            title={`worker ${worker}: k ${own!.start} to ${own!.end - 1}`}
          >
            {worker}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Wide enough for a worker's number. */
const ROOM = 0.04;

function Node({ node, terms }: { readonly node: SharedNode; readonly terms: number }) {
  const { owner, handed, value, terms: own } = node;
  const whose =
    owner === null ? 'joins what workers hand on' : `worker ${owner}${handed ? ' hands it on' : ''}`;
  const wide = (own.end - own.start) / terms >= ROOM;
  return (
    <span
      className={styles.node}
      data-joined={owner === null}
      data-handed={handed}
      style={{ ...(owner === null ? {} : ownerStyle(owner)), width: share(own, terms) }}
      title={`k ${own.start} to ${own.end - 1}: ${value32(value)}, ${whose}`}
    >
      {owner === null ? '+' : handed && wide && owner}
    </span>
  );
}

/** Neighbours have other colours; their numbers tell them apart too. */
const COLOURS = 7;

function ownerStyle(worker: number): CSSProperties {
  return { '--owner': `var(--owner-${(worker % COLOURS) + 1})` } as CSSProperties;
}

function share({ start, end }: { readonly start: number; readonly end: number }, terms: number): string {
  return `${(100 * (end - start)) / terms}%`;
}
