import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import tables from './styles/tables.module.css';

const parts: (() => Promise<unknown>)[] = [];

/**
 * A part that no first screen shows. It is loaded once that is drawn, or when it is first shown, whichever is earlier; from then on
 * it is drawn at once. Until then its place is empty.
 * @param failed what stands there where it cannot be fetched; shown anew, the part is asked for again.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  failed: ReactNode = FAILED,
): ComponentType<Props> {
  let come: ComponentType<Props> | null = null;
  const bring = async () => {
    come ??= await load();
    return come;
  };
  parts.push(bring);
  const asked = () => lazy(async () => ({ default: await bring().catch(() => () => failed) }));
  return function Late(props: Props) {
    // It stays what it began as: another component in its place would lose what was typed.
    const [Part] = useState<ComponentType<Props>>(() => come ?? (asked() as ComponentType<Props>));
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    );
  };
}

const FAILED = (
  <p className={tables.note} role="alert">
    This part of the page could not be fetched. Close and open it again once there is a network.
  </p>
);

/** Loads every late part; one that fails is asked for again when it is shown. */
export async function bringLateParts(): Promise<void> {
  await Promise.allSettled(parts.map((bring) => bring()));
}
