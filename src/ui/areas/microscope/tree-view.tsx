import { useState } from 'react';
import { TreePicture } from '../../../charts/tree-picture.tsx';
import { ownKernelText } from '../../../experiment/shaders.ts';
import { visible } from '../../../experiment/visible.ts';
import { describePlan } from '../../../numerics/describe-plan.ts';
import type { SumPlan } from '../../../numerics/plan.ts';
import type { LaneNode, SumNode } from '../../../numerics/sum-tree.ts';
import { errorText, nodeWords } from '../../../report/sum-tree.ts';
import { value32 } from '../../../results/text.ts';
import { type SumSide, showsSum } from '../../../studies/microscope/sums.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { Name } from '../../kit/name.tsx';
import streams from '../../kit/styles/streams.module.css';
import tables from '../../kit/styles/tables.module.css';
import { CheckLine } from './check-line.tsx';
import styles from './tree.module.css';

interface TreeViewProps {
  readonly side: 'a' | 'b';
  readonly arm: string;
  readonly sum: SumSide;
  readonly dtype: string;
}

/** One arm's reduction: as a picture, and place by place down to the terms. */
export function TreeView({ side, arm, sum, dtype }: TreeViewProps) {
  const { plan, tree, check, own } = sum;
  const { root } = tree;
  const letter = side.toUpperCase();
  return (
    <section
      className={styles.sumSide}
      data-side={side}
      aria-label={`Reduction in ${letter}, ${visible(arm)}`}
    >
      <h6>
        <span className={streams.badge}>{letter}</span> <Name of={arm} />{' '}
        <small>{own ? ownKernelText(own) : describePlan(plan)}</small>
      </h6>
      {showsSum(sum) ? (
        <>
          {own && <p>Its sum is the plan’s that it was given: {describePlan(plan)}.</p>}
          <TreePicture label={`${letter}: ${describePlan(plan)}`} root={root} side={side} />
          <dl className={styles.sumFigures} data-part="sum-figures">
            <div>
              <dt>sum</dt>
              <dd>{value32(root.value)}</dd>
            </div>
            <div>
              <dt>
                in <Term id="f64">f64</Term>
              </dt>
              <dd>{root.exact.toPrecision(12)}</dd>
            </div>
            <div>
              <dt>error in all</dt>
              <dd>{errorText(root.value - root.exact)}</dd>
            </div>
          </dl>
          <CheckLine plan={plan} check={check} dtype={dtype} />
          <ul className={styles.sumTree}>
            <Node node={root} plan={plan} />
          </ul>
        </>
      ) : (
        <p className={styles.checkLineDiffers}>
          <span aria-hidden="true">≠</span> It gave {value32(check.given)}; the plan that it was given gives{' '}
          {value32(check.replayed)}. In what order it adds is not known, so there is no tree.
        </p>
      )}
    </section>
  );
}

/** A place with its value, the rounding committed there, and the f64 sum of the terms below; opens on demand. */
function Node({ node, plan }: { readonly node: SumNode; readonly plan: SumPlan }) {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <span>{nodeWords(node, plan)}</span>
          <code>{value32(node.value)}</code>
          <span className={styles.nodeError} data-part="node-error" title="Rounding committed here">
            {errorText(node.error)}
          </span>
          <span className={styles.nodeExact} title="The f64 sum of the terms below">
            f64 {node.exact.toPrecision(10)}
          </span>
        </summary>
        {open && (node.kind === 'lane' ? <Steps lane={node} /> : <Parts node={node} plan={plan} />)}
      </details>
    </li>
  );
}

function Parts({ node, plan }: { readonly node: Exclude<SumNode, LaneNode>; readonly plan: SumPlan }) {
  return (
    <ul>
      <Node node={node.left} plan={plan} />
      <Node node={node.right} plan={plan} />
    </ul>
  );
}

/** The terms of a lane, one after the other. */
function Steps({ lane: { steps } }: { readonly lane: LaneNode }) {
  if (steps.length === 0) return <p className={tables.note}>No terms: the lane stays 0.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={`${tables.scroll} ${styles.steps}`} tabIndex={0} aria-label="Terms of this lane">
      <table>
        <thead>
          <tr>
            {['k', 'a', 'b', 'sum so far', 'rounding'].map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map(({ term, a, b, sum, error }) => (
            <tr key={term}>
              <th scope="row" className="number">
                {term}
              </th>
              <td className="number">{value32(a)}</td>
              <td className="number">{value32(b)}</td>
              <td className="number">{value32(sum)}</td>
              <td className="number">{errorText(error)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
