import { ImportError } from '../../imports/import-error.ts';
import { atLine, checkColumns, type TableBatch, type TableReader, type TableSource } from './table-source.ts';
import { textBlocks } from './text-blocks.ts';

/** Objects within objects become columns `a.b` so far down; deeper ones are structures. */
const DEEPEST = 4;
const SHOWN = 40;

/**
 * A file of JSON Lines: an object a line, whose fields are columns, those of an object within it too (`usage.total`). `fieldsOf` may put something else in
 * an object's place, or null to leave the line out. Reading throws ImportError at the line that is no object.
 */
export function jsonlReader(source: TableSource, fieldsOf: FieldsOf = (line) => line): TableReader {
  const notes: string[] = [];
  return { typed: true, notes, batches: () => batchesOf(source, fieldsOf, notes) };
}

/** `where`: the file and the line. */
type FieldsOf = (line: JsonObject, where: string) => JsonObject | null;

export type JsonObject = Readonly<Record<string, unknown>>;

async function* batchesOf(
  source: TableSource,
  fieldsOf: FieldsOf,
  notes: string[],
): AsyncGenerator<TableBatch> {
  for await (const { text, line, done } of textBlocks(source, (words) => notes.push(words))) {
    const objects: JsonObject[] = [];
    for (const [i, each] of text.split('\n').entries()) {
      if (each.trim() === '') continue;
      const fields = fieldsOf(objectOf(source.name, each, line + i), `${source.name}, line ${line + i}`);
      if (fields) objects.push(fields);
    }
    yield objectBatch(objects, done, `${source.name}, from line ${line} on`);
  }
}

/** Objects as columns. Throws ImportError where they have too many fields. */
function objectBatch(objects: readonly JsonObject[], done: number, where: string): TableBatch {
  const columns = new Map<string, unknown[]>();
  const put = (name: string, row: number, value: unknown) => {
    let cells = columns.get(name);
    if (!cells) {
      checkColumns(where, columns.size + 1);
      cells = new Array<unknown>(objects.length).fill(undefined);
      columns.set(name, cells);
    }
    cells[row] = value;
  };
  for (const [row, object] of objects.entries())
    eachField(object, '', 1, (name, value) => put(name, row, value));
  return {
    ...{ rows: objects.length, names: [...columns.keys()], done },
    cells: (name) => columns.get(name)!,
  };
}

function eachField(
  object: JsonObject,
  prefix: string,
  depth: number,
  visit: (name: string, value: unknown) => void,
): void {
  for (const [key, value] of Object.entries(object)) {
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (inner && depth < DEEPEST) eachField(value as JsonObject, `${prefix}${key}.`, depth + 1, visit);
    else visit(prefix + key, value);
  }
}

function objectOf(name: string, text: string, line: number): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw atLine(name, line, `expected a JSON object, found ${JSON.stringify(text.slice(0, SHOWN))}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  throw atLine(name, line, `expected a JSON object, found ${found}`);
}

/** For callers that read objects which are no lines of a file. */
export function tableOfObjects(where: string, objects: readonly JsonObject[]): TableReader {
  if (objects.length === 0) throw new ImportError(where, 'expected rows, found none');
  return {
    typed: true,
    notes: [],
    *batches() {
      yield objectBatch(objects, 0, where);
    },
  };
}
