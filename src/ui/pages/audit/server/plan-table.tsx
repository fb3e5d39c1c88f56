import type { AuditPlan } from '../../../../audit/server/audit-plan.ts';
import { MECHANISM_WORDS } from '../../../../report/audit-server.ts';
import { counted, grouped } from '../../../../results/text.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './server.module.css';

/** What would be sent, before anything is. */
export function PlanTable({ plan }: { readonly plan: AuditPlan }) {
  const { phases, requests, tokens, prompts } = plan;
  return (
    <details className={styles.plan}>
      <summary>
        Costs at most {counted(requests, 'request')} and {counted(tokens, 'token')}
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Plan, table">
        <table>
          <thead>
            <tr>
              <th scope="col">of {counted(prompts.length, 'prompt')}</th>
              <th scope="col" className="number">
                requests
              </th>
              <th scope="col" className="number">
                tokens
              </th>
            </tr>
          </thead>
          <tbody>
            {phases.map((phase) => (
              <tr key={phase.mechanism}>
                <th scope="row">{MECHANISM_WORDS[phase.mechanism]}</th>
                <td className="number">{grouped(phase.requests)}</td>
                <td className="number">{grouped(phase.tokens)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={tables.note}>
        Tokens of prompts are estimated, answers counted at their longest. What is settled early leaves its
        share to the others; retries are part of the budget.
      </p>
    </details>
  );
}
