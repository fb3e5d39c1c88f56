/**
 * `batchmates/audit`: whether a server's answers follow the batch (`planServerAudit` says what will be sent, `runServerAudit` sends it by the `ask` that it
 * is given, `judgeAudit` judges), what changed between two windows of a log, and whether a measured model may take another's place. Only `askServer` and
 * `describeServer` reach for the network, and only where they are told.
 */
export { type DriftOptions, driftReport, hasAlarm } from '../audit/drift/drift.ts';
export type { DriftReport } from '../audit/drift/drift-report.ts';
export { readTable } from '../audit/drift/read-table.ts';
export { sourceOfFile, type TableSource } from '../audit/drift/table-source.ts';
export { gateExitCode, judgeGate } from '../audit/gate/gate.ts';
export { GateError } from '../audit/gate/gate-error.ts';
export { DEFAULT_POLICY, type GatePolicy, parsePolicy } from '../audit/gate/policy.ts';
export { readGateInput } from '../audit/gate/read-baseline.ts';
export type { GateReport } from '../audit/gate/report.ts';
export type { ModelAudit } from '../audit/model/model-audit.ts';
export { type AuditPlan, greedySampling, planServerAudit } from '../audit/server/audit-plan.ts';
export { defaultPrompts } from '../audit/server/audit-prompts.ts';
export type { AuditRecord } from '../audit/server/audit-record.ts';
export { type Judgement, judgeAudit } from '../audit/server/judge-audit.ts';
export { type Ask, type AuditOptions, runServerAudit } from '../audit/server/run-audit.ts';
export { askServer } from '../engines/server/ask-server.ts';
export { describeServer } from '../engines/server/describe-server.ts';
export type { ServerAsk, ServerOutcome, ServerPlace } from '../engines/server/server-types.ts';
export { auditLines } from '../report/audit-server-lines.ts';
export { auditMarkdown } from '../report/audit-server-markdown.ts';
