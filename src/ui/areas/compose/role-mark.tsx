import type { Role } from '../../../experiment/schema.ts';
import styles from './batch.module.css';

/** A mark for each role beside its word, so that colour is never the only cue. */
export const ROLE_MARKS: Readonly<Record<Role, string>> = { probe: '◆', clean: '○', noise: '≈' };

export function RoleMark({ role }: { readonly role: Role }) {
  return (
    <span className={`${styles.role} ${role === 'probe' ? styles.ofProbe : ''}`} data-part="role">
      <span aria-hidden="true">{ROLE_MARKS[role]}</span> {role}
    </span>
  );
}
