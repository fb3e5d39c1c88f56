import type { Experiment } from './schema.ts';
import { parseExperiment } from './schema.ts';

const WIDTH = 88;
const INDENT = '  ';

/**
 * The text of an experiment for people: every field in the schema's order, defaults written out, what fits a line on one line. The same
 * experiment always gives the same text, which reads back as that experiment.
 */
export function formatExperiment(experiment: Experiment): string {
  return `${written(parseExperiment(experiment), '', true)}\n`;
}

function written(value: unknown, indent: string, spread = false): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const line = onOneLine(value);
  if (!spread && indent.length + line.length <= WIDTH) return line;
  const inner = indent + INDENT;
  if (Array.isArray(value)) {
    const items = value.some((item) => typeof item === 'object' && item !== null)
      ? value.map((item) => inner + written(item, inner))
      : filled(
          value.map((item) => JSON.stringify(item)),
          inner,
        );
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value).map(([name, field]) => {
    const head = `${inner}${JSON.stringify(name)}: `;
    const fits = head.length + onOneLine(field).length <= WIDTH;
    return head + (fits ? onOneLine(field) : written(field, inner, typeof field === 'object'));
  });
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

function onOneLine(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${onOneLine(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** As many items a line as fit. */
function filled(items: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 3 <= WIDTH)
      lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(indent + item);
  }
  return lines;
}
