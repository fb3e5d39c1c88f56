import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

type Parser = typeof import('@actions/workflow-parser');

/**
 * What GitHub's own parser finds wrong with a workflow, by file name and text. It is bundled first, since it imports JSON in a way that
 * Node.js does not.
 */
export async function workflowParser(): Promise<(name: string, content: string) => Promise<string[]>> {
  const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await bundled();
  return async (name, content) => {
    const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
    if (value) await convertWorkflowTemplate(context, value);
    return context.errors.getErrors().map(({ message }) => message);
  };
}

async function bundled(): Promise<Parser> {
  const folder = mkdtempSync(join(tmpdir(), 'workflow-parser-'));
  try {
    const outfile = join(folder, 'parser.mjs');
    const entry = new URL(import.meta.resolve('@actions/workflow-parser')).pathname;
    await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', outfile });
    return await import(/* @vite-ignore */ pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
