import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { z } from 'zod';
import { kept } from '../state/kept.ts';
import { json } from '../state/kept-format.ts';
import { PLACES } from '../state/kept-places.ts';
import styles from './lab.module.css';

const [COMPOSING, RESULTS] = ['composing-pane', 'results-pane'];
/** Shares of the width, in per cent. */
const keptPanes = kept(PLACES.panes, json(z.object({ composing: z.number().min(5).max(95) })));

interface PanesProps {
  readonly composing: ReactNode;
  readonly results: ReactNode;
}

/**
 * Two panes beside each other, the border between them moved by pointer or keys. The results go with the page, so that keys, search
 * and print treat them as any page's; what composes them stands still beside them and scrolls by itself.
 */
export function Panes({ composing, results }: PanesProps) {
  const share = keptPanes.read()?.composing;
  return (
    <Group
      style={{ overflow: 'visible', height: 'auto' }}
      defaultLayout={share === undefined ? undefined : { [COMPOSING]: share, [RESULTS]: 100 - share }}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        if (isUserInteraction) keptPanes.update(() => ({ composing: layout[COMPOSING] }));
      }}
    >
      <Panel id={COMPOSING} defaultSize="24rem" minSize="19rem" maxSize="60%" style={VISIBLE}>
        {composing}
      </Panel>
      <Separator className={styles.border} aria-label="Width of composing and results" />
      <Panel id={RESULTS} minSize="24rem" style={VISIBLE}>
        {results}
      </Panel>
    </Group>
  );
}

/** What sticks to the window's top needs boxes around it that do not scroll. */
const VISIBLE = { overflow: 'visible', maxHeight: 'none' } as const;
