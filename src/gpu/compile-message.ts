/** What a device's compiler says, and where: line and column from 1, in UTF-16 code units; 0 where it names no place. */
export interface CompileMessage {
  readonly type: 'error' | 'warning' | 'info';
  readonly text: string;
  readonly line: number;
  readonly column: number;
  /** Code units concerned. */
  readonly length: number;
}

/** The line by which naga, the compiler of Firefox and wgpu, says in its text which place it means. */
const NAGA_PLACE = /┌─ .*:(\d+):(\d+)$/m;
const NAGA_HEADING = /^Shader (?:'.*?' )?(?:parsing|validation) error: /;

/**
 * A message of WebGPU in one form. naga puts a whole drawing of the place into the text, under a heading: what is kept is its
 * first line and its notes. For some errors it gives the place in the drawing alone, and 1:1 in the fields.
 */
export function readCompileMessage(message: GPUCompilationMessage): CompileMessage {
  const { type, lineNum: line, linePos: column, length } = message;
  const lines = message.message.split('\n').filter((each) => each.trim() !== '');
  const place = NAGA_PLACE.exec(message.message);
  if (!place) return { type, text: lines.map((each) => each.trim()).join(' '), line, column, length };
  const notes = lines.filter((each) => /^ +=/.test(each)).map((each) => each.replace(/^ += (?:note: )?/, ''));
  const text = [lines[0].replace(NAGA_HEADING, ''), ...notes].join('; ');
  const said = length > 0 || line !== 1 || column !== 1;
  return said
    ? { type, text, line, column, length }
    : { type, text, line: Number(place[1]), column: Number(place[2]), length };
}

/** `line 3, column 7: unknown name`; the words alone where they have no place. */
export function placedText({ text, line, column }: Pick<CompileMessage, 'text' | 'line' | 'column'>): string {
  return line > 0 ? `line ${line}, column ${column}: ${text}` : text;
}
