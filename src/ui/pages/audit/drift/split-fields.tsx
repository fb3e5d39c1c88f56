import { type FormEvent, useId } from 'react';
import type { Split } from '../../../../audit/drift/windows.ts';
import { SelectField } from '../../../kit/choices.tsx';
import fields from '../../../kit/styles/fields.module.css';
import styles from './drift.module.css';
import { setSplit, useDrift } from './drift-store.ts';

const WORDS: Readonly<Record<Split['kind'], string>> = {
  none: 'another file',
  rows: 'the same file, by rows',
  column: 'the same file, at a value of a column',
};
const KINDS: readonly Split['kind'][] = ['none', 'rows', 'column'];
const STARTS: Readonly<Record<Split['kind'], Split>> = {
  none: { kind: 'none' },
  rows: { kind: 'rows', rows: 10_000 },
  column: { kind: 'column', column: 'time', from: '' },
};

/** Where what is now comes from: another file, or the reference's, split. */
export function SplitFields() {
  const split = useDrift((state) => state.split);
  return (
    <div className={`${fields.editForm} ${styles.split}`}>
      <div className={fields.wide}>
        <SelectField
          label="Compared with"
          value={split.kind}
          options={KINDS}
          words={(kind) => WORDS[kind]}
          onChange={(kind) => setSplit(STARTS[kind])}
        />
      </div>
      {split.kind === 'rows' && (
        <TextField
          label="Rows of a window; the first is the reference"
          value={String(split.rows)}
          put={(text) => {
            const rows = Math.floor(Number(text));
            if (rows >= 1) setSplit({ kind: 'rows', rows });
          }}
        />
      )}
      {split.kind === 'column' && (
        <>
          <TextField label="Column" value={split.column} put={(column) => setSplit({ ...split, column })} />
          <TextField
            label="Current from this number, time or text on"
            value={split.from}
            put={(from) => setSplit({ ...split, from })}
          />
        </>
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly put: (text: string) => void;
}

function TextField({ label, value, put }: TextFieldProps) {
  const id = useId();
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        defaultValue={value}
        onInput={(event: FormEvent<HTMLInputElement>) => put(event.currentTarget.value)}
      />
    </div>
  );
}
