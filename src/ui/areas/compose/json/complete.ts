import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { Experiment } from '../../../../experiment/schema.ts';
import { fieldsAt, valuesAt } from '../../../../experiment/schema-fields.ts';
import { pathAt } from './json-places.ts';

type Path = readonly (string | number)[];

/** Completes names of fields and their values, both read off the schema, and names that the experiment itself gives. */
export function completeExperiment(experiment: () => Experiment) {
  return (context: CompletionContext): CompletionResult | null => {
    const { state, pos, explicit } = context;
    const text = state.doc.toString();
    const { path, isName } = pathAt(syntaxTree(state), text, pos);
    const word = context.matchBefore(/"[^"\n]*|[\w.-]+/);
    if (!word && !explicit) return null;
    const from = word?.from ?? pos;
    // The quote that closes what is being written goes with it.
    const to = word?.text.startsWith('"') && text[pos] === '"' ? pos + 1 : pos;
    const options = isName ? names(path, present(text, from)) : values(path, experiment());
    return options.length > 0 ? { from, to, options, filter: true } : null;
  };
}

function names(path: Path, colon: boolean): Completion[] {
  return fieldsAt(path).map(({ name, required, words }, index) => ({
    label: JSON.stringify(name),
    apply: colon ? JSON.stringify(name) : `${JSON.stringify(name)}: `,
    detail: words,
    type: 'property',
    boost: (required ? 50 : 0) - index,
  }));
}

/** Whether a colon follows the name already. */
function present(text: string, from: number): boolean {
  return /^"[^"\n]*"?\s*:/.test(text.slice(from, from + 100));
}

function values(path: Path, experiment: Experiment): Completion[] {
  return [...valuesAt(path), ...namesIn(path, experiment)].map((value, index) => ({
    label: JSON.stringify(value),
    type: typeof value === 'string' ? 'text' : 'keyword',
    boost: -index,
  }));
}

/** Requests that an arm may list, arms that may be compared. */
function namesIn(path: Path, { requests, arms }: Experiment): string[] {
  const [list, , field, place] = path;
  if (list === 'arms' && field === 'requests' && place !== undefined) return requests.map(({ id }) => id);
  return list === 'compare' && path.length === 3 ? arms.map(({ name }) => name) : [];
}
