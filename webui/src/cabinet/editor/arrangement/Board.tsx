import {
  type Announcements,
  DndContext,
  DragOverlay,
  KeyboardSensor,
  type Over,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Arrangement, placesOf, put, vacate, windowsOf } from '../../../layout/arrangement';
import { arrange, forContent, type Rect } from '../../../layout/layout';
import classes from './Board.module.css';
import { Carried, Chip } from './Chip';
import type { Seatable } from './people';
import { steer } from './steer';

interface Props {
  value: Arrangement;
  onChange: (next: Arrangement) => void;
  people: Seatable[];
}

const canvas = { w: 1600, h: 900 };
const pool = 'pool';

/** The windows as they will stand, and the people who go into them (G9). */
export function Board({ value, onChange, people }: Props) {
  const { t } = useTranslation();
  const [moving, setMoving] = useState<string>();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor, { coordinateGetter: steer }),
  );
  const places = placesOf(value);
  const byKey = new Map(people.map((one) => [one.key, one]));
  const nameOf = (id: string | number) => byKey.get(String(id))?.name ?? '';
  const drop = (key: string, over: Over | null) => {
    const one = byKey.get(key);
    if (!one || !over) return;
    if (over.id === pool) onChange(vacate(value, places.indexOf(key)));
    else onChange(put(value, Number(over.id), one.seat));
  };
  const where = (over: Over | null) => {
    if (!over) return t('arrange.said.nowhere');
    return over.id === pool ? t('arrange.said.pool') : t('arrange.window', { number: Number(over.id) + 1 });
  };
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('arrange.said.taken', { name: nameOf(active.id) }),
    onDragOver: ({ active, over }) => t('arrange.said.over', { name: nameOf(active.id), place: where(over) }),
    onDragEnd: ({ active, over }) => t('arrange.said.put', { name: nameOf(active.id), place: where(over) }),
    onDragCancel: ({ active }) => t('arrange.said.cancelled', { name: nameOf(active.id) }),
  };
  const lifted = moving === undefined ? undefined : byKey.get(moving);
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(args) => {
        const under = pointerWithin(args);
        return under.length > 0 ? under : rectIntersection(args);
      }}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('arrange.said.how') },
      }}
      onDragStart={({ active }) => setMoving(String(active.id))}
      onDragEnd={({ active, over }) => {
        setMoving(undefined);
        drop(String(active.id), over);
      }}
      onDragCancel={() => setMoving(undefined)}
    >
      <div className={classes.board}>
        <Canvas value={value} places={places} byKey={byKey} />
        <Pool>
          {people
            .filter((one) => !places.includes(one.key))
            .map((one) => (
              <Carried key={one.key} one={one} label={t('arrange.carry', { name: one.name })} />
            ))}
          {people.every((one) => places.includes(one.key)) && (
            <Text size="sm" c="dimmed">
              {t('arrange.allPlaced')}
            </Text>
          )}
        </Pool>
      </div>
      <DragOverlay dropAnimation={null}>
        {lifted && (
          <span className={classes.lifted}>
            <Chip one={lifted} />
          </span>
        )}
      </DragOverlay>
    </DndContext>
  );
}

interface CanvasProps {
  value: Arrangement;
  places: string[];
  byKey: Map<string, Seatable>;
}

function Canvas({ value, places, byKey }: CanvasProps) {
  const { t } = useTranslation();
  const withContent = value.content || forContent(value.type);
  const rects = arrange({ ...value, content: withContent }, canvas, windowsOf(value));
  const people = withContent ? rects.slice(1) : rects;
  const content = withContent ? rects[0] : undefined;
  return (
    <div className={classes.canvas}>
      {content && (
        <div className={`${classes.window} ${classes.content}`} style={at(content)}>
          <div className={classes.inside}>
            <span>{t('arrange.contentHere')}</span>
          </div>
        </div>
      )}
      {people.map((rect, i) => {
        const one = byKey.get(places[i] ?? '');
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a window is its place
          <Place key={i} number={i} rect={rect} free={!one}>
            {one ? (
              <Carried one={one} label={t('arrange.carryFrom', { name: one.name, number: i + 1 })} />
            ) : (
              <span className={classes.word}>{t(value.manual ? 'arrange.empty' : 'arrange.auto')}</span>
            )}
          </Place>
        );
      })}
    </div>
  );
}

interface PlaceProps {
  number: number;
  rect: Rect;
  free: boolean;
  children: ReactNode;
}

function Place({ number, rect, free, children }: PlaceProps) {
  const { setNodeRef, isOver } = useDroppable({ id: String(number) });
  const names = [classes.window, free && classes.free, isOver && classes.over];
  return (
    <div
      ref={setNodeRef}
      className={names.filter(Boolean).join(' ')}
      style={at(rect)}
      data-window={number + 1}
    >
      <div className={classes.inside}>{children}</div>
      <span className={classes.number} aria-hidden>
        {number + 1}
      </span>
    </div>
  );
}

function Pool({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: pool });
  return (
    <section
      ref={setNodeRef}
      aria-label={t('arrange.pool')}
      className={isOver ? `${classes.pool} ${classes.over}` : classes.pool}
    >
      {children}
    </section>
  );
}

/** A rectangle of the canvas in parts of it. */
function at({ x, y, w, h }: Rect) {
  const part = (length: number, whole: number) => `${(length / whole) * 100}%`;
  return {
    left: part(x, canvas.w),
    top: part(y, canvas.h),
    width: part(w, canvas.w),
    height: part(h, canvas.h),
  };
}
