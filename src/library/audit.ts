/** `batchmates/audit`: what changed between two windows of a log, and whether a measured model may take another's place. Pure, but for the reading of tables. */
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
