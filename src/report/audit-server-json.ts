import type { AuditRecord } from '../audit/server/audit-record.ts';
import type { Judgement } from '../audit/server/judge-audit.ts';
import { firstFork, verdictWords } from './audit-server.ts';
import { reproducerJson } from './audit-server-script.ts';

/** The record with its verdicts, and the reproducer's requests as they are sent: what `--json` writes and `--after-restart` reads. */
export function auditJson(record: AuditRecord, judgement: Judgement): unknown {
  return {
    ...record,
    withTime: judgement.withTime,
    bitsTold: judgement.bits,
    verdicts: judgement.mechanisms.map(({ mechanism, verdict, level, figures, trials }) => ({
      ...{ mechanism, verdict, level, figures },
      words: verdictWords({ mechanism, verdict, level, figures, trials }, record, judgement),
      first: firstFork({ trials }),
    })),
    reproducerRequests: record.reproducer && reproducerJson(record, record.reproducer),
  };
}
