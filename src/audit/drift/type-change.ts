import type { Form } from './cell-form.ts';
import type { ColumnSummary, Precision } from './column-summary.ts';

export interface TypeDrift {
  /** What most cells are, and what else there is, in words. */
  readonly reference: string;
  readonly current: string;
  readonly changed: boolean;
  /** Cells of the current window that show the change, as they stand there. */
  readonly examples: readonly string[];
}

/** A form that was there and is not by less than this chance has gone. */
const BY_CHANCE = 1e-3;
/** Floats from which their longest is telling. */
const LEAST_FLOATS = 30;
/** Rarer forms are not named in a column's type. */
const LEAST_NAMED = 5e-4;
const MOST_EXAMPLES = 3;
/** Digits that tell a decimal's precision by its point alone, and those that an f32 may need. */
const FEW_DECIMALS = 4;
const SINGLE_DIGITS = 9;

export const ABSENT = 'absent';

/**
 * "Fat features": what a column looks like has changed. That is so where a form comes that was not there (but for columns of free text, where anything may), where one
 * is gone by more than chance, where most cells are of another form, and where floats are written with another precision.
 */
export function typeDrift(reference: ColumnSummary | null, current: ColumnSummary | null): TypeDrift {
  const words = [reference, current].map((column) => (column ? typeWords(column) : ABSENT));
  const found = { reference: words[0], current: words[1] };
  if (!reference || !current) {
    const examples = current ? [...current.examples.values()].flat().slice(0, MOST_EXAMPLES) : [];
    return { ...found, changed: true, examples };
  }
  const fresh = newForms(reference, current);
  const gone = goneForms(reference, current);
  const others = fresh.length > 0 ? fresh : main(reference) === main(current) ? [] : [main(current)!];
  const precise = precisionChanged(reference.precision, current.precision);
  const changed = fresh.length > 0 || gone.length > 0 || others.length > 0 || precise;
  const shown =
    others.length > 0
      ? others
      : precise
        ? (['float', 'float as text'] as const)
        : gone.length > 0
          ? [main(current)!]
          : [];
  const examples = shown.flatMap((form) => current.examples.get(form) ?? []).slice(0, MOST_EXAMPLES);
  return { ...found, changed, examples };
}

/** `integer`, `float to 2 decimals`, `integer, 3.1 % number with blanks`. */
function typeWords(column: ColumnSummary): string {
  const forms = present(column).sort((a, b) => b[1] - a[1]);
  if (forms.length === 0) return 'nothing but nulls';
  const total = forms.reduce((sum, [, count]) => sum + count, 0);
  return forms
    .filter(([, count], i) => i === 0 || count / total >= LEAST_NAMED || forms.length < 4)
    .map(
      ([form, count], i) =>
        (i === 0 ? '' : `${shareText(count / total)} `) + formWords(form, column.precision),
    )
    .join(', ');
}

function formWords(form: Form, precision: Precision): string {
  return form === 'float' || form === 'float as text' ? `${form} ${precisionWords(precision)}` : form;
}

function precisionWords({ decimals, digits }: Precision): string {
  if (decimals <= FEW_DECIMALS) return `to ${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`;
  return digits <= SINGLE_DIGITS ? `of up to ${SINGLE_DIGITS} digits` : 'of up to 17 digits';
}

function precisionChanged(a: Precision, b: Precision): boolean {
  if (a.floats < LEAST_FLOATS || b.floats < LEAST_FLOATS) return false;
  return precisionWords(a) !== precisionWords(b);
}

function newForms(reference: ColumnSummary, current: ColumnSummary): Form[] {
  // A window of nulls tells nothing of a type, and in a column of text a text may look like anything.
  if (present(reference).length === 0 || reference.forms.has('text')) return [];
  return present(current).flatMap(([form]) => (reference.forms.has(form) ? [] : [form]));
}

function goneForms(reference: ColumnSummary, current: ColumnSummary): Form[] {
  const [had, has] = [reference, current].map((column) =>
    present(column).reduce((sum, [, count]) => sum + count, 0),
  );
  if (has === 0) return [];
  return present(reference).flatMap(([form, count]) =>
    !current.forms.has(form) && (1 - count / had) ** has < BY_CHANCE ? [form] : [],
  );
}

function main(column: ColumnSummary): Form | null {
  const forms = present(column);
  return forms.length === 0 ? null : forms.reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

function present(column: ColumnSummary): [Form, number][] {
  return [...column.forms].filter(([form, count]) => form !== 'missing' && count > 0);
}

function shareText(share: number): string {
  return share >= 0.001 ? `${Number((100 * share).toPrecision(2))} %` : 'some';
}
