import { EngineChoice } from '../../../areas/run/engine-choice.tsx';
import { Name } from '../../../kit/name.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { JobList } from './job-list.tsx';
import { JobMap } from './job-map.tsx';
import { PlanFacts } from './plan-facts.tsx';
import { ResultsSoFar } from './results-so-far.tsx';
import { RunControls } from './run-controls.tsx';
import type { OpenedStudy } from './runner-store.ts';

/** A study: what it would do, what was done of it, and what that says. */
export function OpenedPanel({ opened }: { readonly opened: OpenedStudy }) {
  const { study } = opened;
  return (
    <>
      <section className={tables.panel} aria-labelledby="opened-title" data-part="opened-study">
        <div className={tables.panelHead}>
          <h2 id="opened-title">
            <Name of={study.title} />
          </h2>
        </div>
        <p>
          <Name of={study.question} />
        </p>
        <PlanFacts opened={opened} />
        <EngineChoice />
        <RunControls opened={opened} />
        <JobMap table={opened.table} />
        <details>
          <summary>Jobs one by one</summary>
          <JobList opened={opened} />
        </details>
      </section>
      <ResultsSoFar opened={opened} />
    </>
  );
}
