import { apartWords } from '../../report/apart.ts';
import { type BitFields, bitFields, differingBits, xorFields } from '../../results/bit-fields.ts';
import { quoted } from '../../results/text.ts';
import type { TopRow } from '../../results/top-of-both.ts';
import styles from './bits.module.css';
import tables from './styles/tables.module.css';

const FIELDS = ['sign', 'exponent', 'fraction'] as const;

/** The 32 bits of one token's logit in both arms, and where they differ. */
export function BitsView({ label, row }: { readonly label: string; readonly row: TopRow }) {
  const { token, text, a, b } = row;
  return (
    <div className={styles.bits}>
      <h5>
        Bits of the logit of <code>{quoted(text)}</code>{' '}
        <small>id {token}; choose another in the table</small>
      </h5>
      <BitsTable label={label} a={a.logit} b={b.logit} />
    </div>
  );
}

interface BitsTableProps {
  readonly label: string;
  /** An f32 value of each side. */
  readonly a: number;
  readonly b: number;
}

/** The bits of two f32 values and of their XOR, and how far apart the values are. */
export function BitsTable({ label, a, b }: BitsTableProps) {
  const xor = xorFields(a, b);
  const count = differingBits(a, b);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label={label}>
        <table className={styles.bitsTable} data-part="bits-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">side</span>
              </th>
              {FIELDS.map((field) => (
                <th key={field} scope="col" data-field={field}>
                  {field === 'sign' ? '±' : field}
                </th>
              ))}
              <th scope="col">hex</th>
              <th scope="col" className="number">
                decimal
              </th>
            </tr>
          </thead>
          <tbody>
            <Row name="A" fields={bitFields(a)} mask={xor} value={decimal(a)} />
            <Row name="B" fields={bitFields(b)} mask={xor} value={decimal(b)} />
            <Row name="A xor B" fields={xor} mask={xor} value={count === 0 ? 'equal' : bitWords(count)} />
          </tbody>
        </table>
      </section>
      <p className={tables.note}>{distanceWords(a, b, count)}</p>
    </>
  );
}

interface RowProps {
  readonly name: string;
  readonly fields: BitFields;
  /** The bits to mark. */
  readonly mask: BitFields;
  readonly value: string;
}

function Row({ name, fields, mask, value }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {FIELDS.map((field) => (
        <td key={field} data-field={field}>
          <code>
            {runs(fields[field], mask[field]).map(({ text, differs, at }) =>
              differs ? <b key={at}>{text}</b> : <span key={at}>{text}</span>,
            )}
          </code>
        </td>
      ))}
      <td>
        <code>{fields.hex}</code>
      </td>
      <td className="number">{value}</td>
    </tr>
  );
}

/** Bits in stretches that differ and that do not, so that few elements say it. */
function runs(bits: string, mask: string): { text: string; differs: boolean; at: number }[] {
  const found: { text: string; differs: boolean; at: number }[] = [];
  [...bits].forEach((bit, at) => {
    const differs = mask[at] === '1';
    const last = found.at(-1);
    if (last?.differs === differs) last.text += bit;
    else found.push({ text: bit, differs, at });
  });
  return found;
}

/** Nine digits name every f32. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(9)));
}

function bitWords(count: number): string {
  return count === 1 ? '1 bit' : `${count} bits`;
}

function distanceWords(a: number, b: number, count: number): string {
  if (count === 0) return 'Every bit agrees.';
  const signs = Object.is(Math.sign(a), Math.sign(b)) ? '' : ', counted across zero';
  return `${bitWords(count)} differ${count === 1 ? 's' : ''}; as numbers they lie ${apartWords(a, b)}${signs}. Marked bits differ.`;
}
