import { visible } from '../../../../experiment/visible.ts';
import { MECHANISM_WORDS } from '../../../../report/audit-server.ts';
import { counted, grouped } from '../../../../results/text.ts';
import tables from '../../../kit/styles/tables.module.css';
import { progressOf } from '../../../state/task.ts';
import styles from './server.module.css';
import { type AuditStage, useServer } from './server-store.ts';
import { auditFault, stopAudit } from './server-work.ts';

/** How far an audit is, by mechanism, and the button that ends it. */
export function ProgressPanel() {
  const work = useServer((state) => state.work);
  const fault = useServer(auditFault);
  const stage = progressOf(work);
  if (!stage)
    return (
      <>
        {work.state === 'cancelled' && (
          <p className={tables.note} role="status">
            Cancelled before anything could be judged.
          </p>
        )}
        {fault !== null && <p role="alert">It could not be audited: {visible(fault)}.</p>}
      </>
    );
  const asking = stage.stage === 'asking' ? stage : null;
  return (
    <section className={tables.panel} aria-labelledby="server-progress">
      <div className={tables.panelHead}>
        <h3 id="server-progress">Under way</h3>
        <button type="button" disabled={work.state === 'stopping'} onClick={stopAudit}>
          Cancel
        </button>
      </div>
      <progress
        aria-label="Budget that is spent"
        className={styles.bar}
        {...(asking?.progress && { value: shareOf(asking), max: 1 })}
      />
      <p role="status">
        {work.state === 'stopping' ? 'Stopping: what is known is judged.' : stageWords(stage)}
      </p>
      {asking && <Mechanisms stage={asking} />}
    </section>
  );
}

type Asking = Extract<AuditStage, { readonly stage: 'asking' }>;

/** Whichever of the budget's two is nearer its end. */
function shareOf({ progress }: Asking): number {
  if (!progress) return 0;
  const { requests, tokens, budget } = progress;
  return Math.min(1, Math.max(requests / budget.requests, tokens / budget.tokens));
}

function stageWords(stage: AuditStage): string {
  if (stage.stage === 'looking') return 'Finding out what the server is: nothing is generated';
  const { progress, server } = stage;
  const name = server ?? 'A server that was not recognised';
  if (!progress) return `${name}: asking`;
  return `${name}: ${MECHANISM_WORDS[progress.doing]}, ${counted(progress.requests, 'request')} and ${counted(progress.tokens, 'token')} spent`;
}

function Mechanisms({ stage: { phases, spent, progress } }: { readonly stage: Asking }) {
  return (
    <ul className={styles.mechanisms} aria-label="Requests by mechanism">
      {phases.map(({ mechanism, requests }) => {
        const done = spent[mechanism]?.requests ?? 0;
        return (
          <li key={mechanism} data-doing={progress?.doing === mechanism || undefined}>
            <span>{MECHANISM_WORDS[mechanism]}</span>
            <progress
              aria-label={MECHANISM_WORDS[mechanism]}
              value={Math.min(done, requests)}
              max={requests}
            />
            <small>
              {grouped(done)} of {grouped(requests)}
            </small>
          </li>
        );
      })}
    </ul>
  );
}
