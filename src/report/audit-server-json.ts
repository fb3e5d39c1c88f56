import type { AuditRecord } from '../audit/server/audit-record.ts';
import type { Judgement } from '../audit/server/judge-audit.ts';
import { firstFork, verdictWords } from './audit-server.ts';

/** The record with its verdicts: what `--json` writes and `--after-restart` reads. `reproducer`: its requests as they are sent. */
export function auditJson(record: AuditRecord, judgement: Judgement, reproducer: unknown): unknown {
  return {
    ...record,
    withTime: judgement.withTime,
    bitsTold: judgement.bits,
    verdicts: judgement.mechanisms.map(({ mechanism, verdict, level, figures, trials }) => ({
      ...{ mechanism, verdict, level, figures },
      words: verdictWords({ mechanism, verdict, level, figures, trials }, record, judgement),
      first: firstFork({ trials }),
    })),
    reproducer,
  };
}
