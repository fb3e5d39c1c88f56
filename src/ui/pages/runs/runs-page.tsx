import layout from '../../kit/styles/layout.module.css';
import type { PageProps } from '../../state/page-address.ts';
import { RunComparison } from './run-comparison.tsx';
import { RunList } from './run-list.tsx';

/** `#runs`: the runs that this browser keeps; `#runs/<id>`: what to compare one with; `#runs/<id>/<id>`: two of them compared. */
export function RunsPage({ path: [a, b] }: PageProps) {
  return (
    <div className={layout.panels} data-part="runs">
      {a && b ? <RunComparison key={`${a}/${b}`} a={a} b={b} /> : <RunList first={a || null} />}
    </div>
  );
}
