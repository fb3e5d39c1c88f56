import type { CompileMessage } from '../../../gpu/compile-message.ts';
import controls from '../../kit/styles/controls.module.css';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { resultOf } from '../../state/task.ts';
import { type CompileState, useEdit } from './edit-store.ts';
import styles from './edit-view.module.css';
import kernels from './kernels.module.css';

interface CompileLineProps {
  readonly onPlace: (place: { readonly line: number; readonly column: number }) => void;
}

/** What the device's compiler says of the text as it stands; a message leads to its place. */
export function CompileLine({ onPlace }: CompileLineProps) {
  const compile = useEdit((state) => state.compile);
  const messages = resultOf(compile) ?? [];
  return (
    <div className={styles.compileLine}>
      <p role="status" className={isBroken(messages) ? kernels.checkDiffers : tables.note}>
        {statusWords(compile)}
      </p>
      <p className={`${tables.note} ${layout.keys}`}>
        Tab leaves the editor; <kbd>Ctrl</kbd> <kbd>]</kbd> and <kbd>[</kbd> indent, <kbd>/</kbd> comments,{' '}
        <kbd>F8</kbd> goes to the next error.
      </p>
      {messages.length > 0 && (
        <ul>
          {messages.map((message) => (
            <li key={`${message.line}:${message.column} ${message.text}`} data-type={message.type}>
              {message.line > 0 ? (
                <button
                  type="button"
                  className={controls.link}
                  onClick={() => onPlace({ line: message.line, column: message.column })}
                >
                  line {message.line}, column {message.column}
                </button>
              ) : (
                <span>outside of the text</span>
              )}{' '}
              {message.type}: {message.text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function isBroken(messages: readonly CompileMessage[]): boolean {
  return messages.some(({ type }) => type === 'error');
}

function statusWords(compile: CompileState): string {
  switch (compile.state) {
    case 'idle':
    case 'cancelled':
      return 'Not compiled yet.';
    case 'running':
    case 'stopping':
      return 'Compiling…';
    case 'failed':
      return `It could not be compiled: ${compile.fault.message}`;
    case 'done': {
      const errors = compile.result.filter(({ type }) => type === 'error').length;
      if (errors > 0) return `Does not compile: ${errors === 1 ? '1 error' : `${errors} errors`}.`;
      return 'Compiles on this device.';
    }
  }
}
