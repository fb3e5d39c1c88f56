import { visible } from '../../../experiment/visible.ts';
import { quantizeText } from '../../../results/quantize-text.ts';
import type { ForkNode, ForkTree } from '../../../results/record.ts';
import { setsText } from '../../../results/sets-text.ts';
import { grouped } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { sectionRef } from '../../state/sections.ts';
import { ForkRates } from './fork-rates.tsx';
import styles from './fork-trees.module.css';

/** Deeper forks are in the record; further in, a narrow page has no room for text. */
const DEEPEST = 10;

const NO_TREES: readonly ForkTree[] = [];

/** How many completions one prompt has over many companies, and where they part. */
export function ForkTrees() {
  const record = useLab(({ view }) => view.record);
  const trees = (record?.forkTrees ?? NO_TREES).map((tree) => (
    <section
      className={tables.panel}
      ref={sectionRef.answers}
      aria-label="Completions"
      key={`${tree.probe}/${setsText(tree.kernels)}/${tree.dtype}/${tree.quantize ?? ''}`}
    >
      <h2>Completions</h2>
      <h3>{title(tree)}</h3>
      <ForkTreeView root={tree.root} />
    </section>
  ));
  return (
    <>
      {trees}
      {record && <ForkRates arms={record.arms} />}
    </>
  );
}

/** A tree of completions, drawn as a list in lists. */
export function ForkTreeView({ root }: { readonly root: ForkNode }) {
  return (
    <ul className={styles.forkTree}>
      <Branch node={root} arms={root.arms} depth={0} />
    </ul>
  );
}

function title({ probe, arms, kernels, dtype, quantize, distinct, fingerprints }: ForkTree): string {
  const completions = distinct === 1 ? '1 completion' : `${grouped(distinct)} different completions`;
  const prints = fingerprints === 1 ? '1 fingerprint' : `${grouped(fingerprints)} fingerprints`;
  return `${completions} and ${prints} of ${probe} in ${grouped(arms)} arms, ${setsText(kernels)}, ${dtype}${quantizeText({ quantize })}`;
}

interface BranchProps {
  readonly node: ForkNode;
  /** Arms of the whole tree. */
  readonly arms: number;
  readonly depth: number;
}

function Branch({ node, arms, depth }: BranchProps) {
  return (
    <li>
      <p>
        <span className={styles.share} aria-hidden="true">
          <span style={{ width: `${(node.arms / arms) * 100}%` }} />
        </span>
        <span className="number">{node.arms}</span>
        <span className={styles.branchText}>{node.text === '' ? 'ends here' : visible(node.text)}</span>
      </p>
      {node.branches.length > 0 && depth < DEEPEST && (
        <ul>
          {node.branches.map((branch) => (
            <Branch key={branch.tokens[0] ?? 'end'} node={branch} arms={arms} depth={depth + 1} />
          ))}
        </ul>
      )}
    </li>
  );
}
