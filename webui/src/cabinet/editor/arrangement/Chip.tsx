import { useDraggable } from '@dnd-kit/core';
import { IconDeviceTv } from '@tabler/icons-react';
import { Face } from '../../parts/Face';
import classes from './Board.module.css';
import type { Seatable } from './people';

/** What a person looks like on the board. */
export function Chip({ one }: { one: Seatable }) {
  return (
    <span className={classes.chip}>
      {one.device ? <IconDeviceTv size={24} aria-hidden /> : <Face name={one.name} size={28} />}
      <span className={classes.chipName}>{one.name}</span>
    </span>
  );
}

/** A person who can be carried to a window, by mouse, finger or keys. */
export function Carried({ one, label }: { one: Seatable; label: string }) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: one.key });
  return (
    <button
      type="button"
      ref={setNodeRef}
      {...attributes}
      {...listeners}
      aria-label={label}
      title={one.name}
      className={classes.carried}
      data-moving={isDragging || undefined}
    >
      <Chip one={one} />
    </button>
  );
}
