import { counted } from '../../../results/text.ts';
import { bytesWords } from '../../kit/format.ts';
import styles from './own-model.module.css';

interface FileListProps {
  readonly files: readonly { readonly path: string; readonly size: number | null }[];
}

/** Files that a model is read from. */
export function FileList({ files }: FileListProps) {
  return (
    <details open={files.length <= 8}>
      <summary>{counted(files.length, 'file')}</summary>
      <ul className={styles.files}>
        {files.map(({ path, size }) => (
          <li key={path} className="row">
            <code>{path}</code>
            <span className="number">{size === null ? '?' : bytesWords(size)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
