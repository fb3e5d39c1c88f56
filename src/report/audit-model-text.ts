import type { ModelAudit } from '../audit/model/model-audit.ts';
import { escaped } from '../results/markdown.ts';
import { aligned } from '../results/text.ts';
import {
  answerWords,
  auditTitle,
  costWords,
  fewTasksWords,
  reachWords,
  timeWords,
  workloadWords,
} from './audit-model.ts';
import { type AuditTable, auditTables } from './audit-model-tables.ts';

/** What stands beside the tables, each a sentence or two. */
export function auditNotes(audit: ModelAudit): string[] {
  const [first] = audit.variants;
  return [
    workloadWords(audit),
    costWords(audit),
    ...[fewTasksWords(audit)].filter((words) => words !== null),
    ...first.latencies.map(reachWords),
    ...audit.variants.flatMap((variant) => timeWords(variant) ?? []),
    ...audit.notes,
  ];
}

/** One page as text, for a terminal. */
export function auditLines(audit: ModelAudit): string[] {
  return [
    auditTitle(audit),
    '',
    answerWords(audit),
    ...auditTables(audit).flatMap((table) => ['', `${table.title}:`, ...tableLines(table)]),
    '',
    ...auditNotes(audit),
  ];
}

/** The last cell of a row may be empty. */
function tableLines({ head, rows }: AuditTable): string[] {
  return aligned([head, ...rows]).map((line) => line.trimEnd());
}

/** The same as Markdown. */
export function auditMarkdown(audit: ModelAudit): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  const table = ({ title, head, rows }: AuditTable) => [
    `## ${escaped(title)}`,
    '',
    line(head),
    `| ${head.map((_, at) => (at === 0 ? '---' : '---:')).join(' | ')} |`,
    ...rows.map(line),
    '',
  ];
  const { name } = audit.variants[0].model;
  return [
    `# Audit of ${escaped(name)}`,
    '',
    escaped(auditTitle(audit)),
    '',
    escaped(answerWords(audit)),
    '',
    ...auditTables(audit).flatMap(table),
    '## Notes',
    '',
    ...auditNotes(audit).map((note) => `- ${escaped(note)}`),
    '',
  ].join('\n');
}
