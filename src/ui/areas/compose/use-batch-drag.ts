import {
  type Announcements,
  closestCenter,
  type DndContextProps,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { moveRequest } from '../../../experiment/edit/requests.ts';
import type { ExperimentRequest } from '../../../experiment/schema.ts';
import { edit } from '../../state/editor.ts';

/** Dragging of cards by pointer, and by keyboard from a card's grip. */
export function useBatchDrag(requests: readonly ExperimentRequest[]): DndContextProps {
  const sensors = useSensors(
    // A press that stays in place is a click.
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const placeOf = (id: UniqueIdentifier | undefined) => requests.findIndex((request) => request.id === id);
  const place = (id: UniqueIdentifier | undefined) => `place ${placeOf(id) + 1} of ${requests.length}`;
  const announcements: Announcements = {
    onDragStart: ({ active }) => `Picked up ${active.id}, ${place(active.id)}.`,
    onDragOver: ({ active, over }) => (over ? `${active.id} is over ${place(over.id)}.` : undefined),
    onDragEnd: ({ active, over }) => `${active.id} dropped at ${place((over ?? active).id)}.`,
    onDragCancel: ({ active }) => `${active.id} is back at ${place(active.id)}.`,
  };
  const drop = ({ active, over }: DragEndEvent) => {
    if (!over || over.id === active.id) return;
    edit((experiment) => moveRequest(experiment, String(active.id), placeOf(over.id)));
  };
  return {
    sensors,
    collisionDetection: closestCenter,
    onDragEnd: drop,
    accessibility: {
      announcements,
      screenReaderInstructions: {
        draggable: 'Space picks the request up, the arrow keys move it, Space drops it, Escape puts it back.',
      },
    },
  };
}
