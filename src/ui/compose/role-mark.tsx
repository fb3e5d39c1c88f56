import type { Role } from '../../experiment/schema.ts';

/** A mark for each role beside its word, so that colour is never the only cue. */
export const ROLE_MARKS: Readonly<Record<Role, string>> = { probe: '◆', clean: '○', noise: '≈' };

export function RoleMark({ role }: { readonly role: Role }) {
  return (
    <span className={`role role-of-${role}`}>
      <span aria-hidden="true">{ROLE_MARKS[role]}</span> {role}
    </span>
  );
}
