import { DndContext, useDndContext } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { useEffect, useLayoutEffect } from 'react';
import type { ExperimentRequest } from '../../../experiment/schema.ts';
import { requestRows } from '../../state/editor-rows.ts';
import { cardId, forgetCardDrag, gripId, setCardDrag } from './card-drag.ts';
import { repeatFirst, repeatMoves } from './early-grip.ts';
import { useBatchDrag } from './use-batch-drag.ts';

interface DragLayerProps {
  readonly requests: readonly ExperimentRequest[];
  /** Those whose cards are shown. */
  readonly shown: readonly ExperimentRequest[];
}

/**
 * What drags the cards. It stands beside them, not around them, so that cards that are drawn already stay the elements they are, with
 * their focus and what is open in them, when it is loaded.
 */
export function DragLayer({ requests, shown }: DragLayerProps) {
  return (
    <DndContext {...useBatchDrag(requests)}>
      <SortableContext items={shown.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        {shown.map(({ id }) => (
          <DraggedCard key={requestRows.of(id)} id={id} row={requestRows.of(id)} />
        ))}
      </SortableContext>
      <EarlyGrips />
    </DndContext>
  );
}

/** Hands a card what it is dragged by; draws nothing. */
function DraggedCard({ id, row }: { readonly id: string; readonly row: string }) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id });
  useLayoutEffect(() => {
    setNodeRef(document.getElementById(cardId(row)));
    setActivatorNodeRef(document.getElementById(gripId(row)));
  });
  useLayoutEffect(() => {
    // Which of a list's grips Tab reaches is the list's to say.
    const { tabIndex: _, ...described } = attributes;
    const style = { transform: CSS.Translate.toString(transform), transition };
    setCardDrag(row, { grip: { ...described, ...listeners }, style, dragged: isDragging });
  }, [row, attributes, listeners, transform, transition, isDragging]);
  useLayoutEffect(() => () => forgetCardDrag(row), [row]);
  return null;
}

/** Does again what was done at a grip before this was loaded. */
function EarlyGrips() {
  const isOver = useDndContext().over !== null;
  useEffect(() => {
    // The grips have their new handlers when what this is part of has been drawn.
    const timer = setTimeout(repeatFirst);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (isOver) void repeatMoves();
  }, [isOver]);
  return null;
}
