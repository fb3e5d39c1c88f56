/** What a cell looks like before it is cleaned: a number that arrives in another form than before is a change, whatever its value. */
export type Form =
  | 'missing'
  | 'integer'
  | 'float'
  | 'integer as text'
  | 'float as text'
  | 'number with blanks'
  | 'number with leading zeros'
  | 'number with separators'
  | 'infinite'
  | 'boolean'
  | 'time'
  | 'list'
  | 'structure'
  | 'text';

/** Cells of these have a value to calculate with, a list its length. */
export const NUMERIC: ReadonlySet<Form> = new Set([
  'integer',
  'float',
  'integer as text',
  'float as text',
  'number with blanks',
  'number with leading zeros',
  'number with separators',
  'list',
]);

/** What tables write where nothing is, as pandas reads them, but for words that people use as text. */
const MISSING = new Set(['NA', 'N/A', '#N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '<NA>']);
const BOOLEAN = /^(?:true|false)$/i;
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const SEPARATED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const LONGEST_SPECIAL = 40;

/** One cell after another: what it looks like and, of a number, its value and how precisely it is written. */
export class CellReader {
  form: Form = 'missing';
  /** Of a numeric form. */
  value = 0;
  /** Digits behind the point, and all from the first that is not 0; of floats. */
  decimals = 0;
  digits = 0;

  /** A cell of a table that has types: its numbers are numbers, and a text that holds one is a text. */
  typed(cell: unknown): void {
    if (typeof cell === 'string') {
      this.text(cell);
      if (this.form === 'integer') this.form = 'integer as text';
      else if (this.form === 'float') this.form = 'float as text';
    } else if (typeof cell === 'number') this.#number(cell);
    else if (typeof cell === 'bigint') {
      this.form = 'integer';
      this.value = Number(cell);
    } else if (typeof cell === 'boolean') this.form = 'boolean';
    else if (cell === null || cell === undefined) this.form = 'missing';
    else if (cell instanceof Date) this.form = Number.isNaN(cell.getTime()) ? 'missing' : 'time';
    else if (Array.isArray(cell) || ArrayBuffer.isView(cell)) {
      this.form = 'list';
      this.value = (cell as ArrayLike<unknown>).length;
    } else this.form = 'structure';
  }

  /** A cell of a table that is text alone. */
  text(cell: string): void {
    let [start, end] = [0, cell.length];
    while (start < end && isBlank(cell.charCodeAt(start))) start++;
    while (end > start && isBlank(cell.charCodeAt(end - 1))) end--;
    if (start === end) {
      this.form = 'missing';
      return;
    }
    const blanks = end - start < cell.length;
    if (startsNumber(cell.charCodeAt(start)) && this.#written(cell, start, end)) {
      this.value = Number(cell);
      if (!Number.isFinite(this.value)) this.form = 'infinite';
      else if (blanks) this.form = 'number with blanks';
      return;
    }
    this.form = end - start > LONGEST_SPECIAL ? 'text' : this.#special(cell.slice(start, end));
  }

  #number(cell: number): void {
    this.value = cell;
    if (Number.isInteger(cell)) this.form = 'integer';
    else if (Number.isNaN(cell)) this.form = 'missing';
    else if (!Number.isFinite(cell)) this.form = 'infinite';
    else {
      const written = String(cell);
      this.#written(written, 0, written.length);
    }
  }

  /** Whether a decimal number stands there, and which form it has. Digit by digit: there may be a hundred million. */
  #written(text: string, start: number, end: number): boolean {
    let at = start;
    let code = text.charCodeAt(at);
    if (code === PLUS || code === MINUS) code = text.charCodeAt(++at);
    const whole = at;
    let zeros = 0;
    while (at < end && isDigit(text.charCodeAt(at))) {
      if (zeros === at - whole && text.charCodeAt(at) === ZERO) zeros++;
      at++;
    }
    const before = at - whole;
    let behind = 0;
    let point = false;
    if (at < end && text.charCodeAt(at) === POINT) {
      point = true;
      for (at++; at < end && isDigit(text.charCodeAt(at)); at++) {
        if (zeros === before + behind && text.charCodeAt(at) === ZERO) zeros++;
        behind++;
      }
    }
    if (before + behind === 0) return false;
    let exponent = false;
    if (at < end && (text.charCodeAt(at) | 32) === LOWER_E) {
      exponent = true;
      at++;
      if (at < end && (text.charCodeAt(at) === PLUS || text.charCodeAt(at) === MINUS)) at++;
      const from = at;
      while (at < end && isDigit(text.charCodeAt(at))) at++;
      if (at === from) return false;
    }
    if (at < end) return false;
    this.decimals = behind;
    this.digits = before + behind - zeros;
    if (before > 1 && text.charCodeAt(whole) === ZERO) this.form = 'number with leading zeros';
    else this.form = point || exponent ? 'float' : 'integer';
    return true;
  }

  #special(text: string): Form {
    if (MISSING.has(text)) return 'missing';
    if (BOOLEAN.test(text)) return 'boolean';
    if (SEPARATED.test(text)) {
      this.value = Number(text.replaceAll(',', ''));
      return 'number with separators';
    }
    return TIME.test(text) ? 'time' : 'text';
  }
}

const [PLUS, MINUS, POINT, ZERO, LOWER_E] = [...'+-.0e'].map((character) => character.charCodeAt(0));

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function startsNumber(code: number): boolean {
  return isDigit(code) || code === PLUS || code === MINUS || code === POINT;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
}
