import { type PointerEvent, useRef } from 'react';

/** Calls with -1 or 1 when a finger is drawn sideways over an element, as between pages of a book. */
export function useSwipe(turn: (step: -1 | 1) => void) {
  const start = useRef<{ x: number; y: number } | undefined>(undefined);
  return {
    onPointerDown: (e: PointerEvent) => {
      start.current = e.pointerType === 'touch' ? { x: e.clientX, y: e.clientY } : undefined;
    },
    onPointerUp: (e: PointerEvent) => {
      const from = start.current;
      start.current = undefined;
      if (!from) return;
      const [dx, dy] = [e.clientX - from.x, e.clientY - from.y];
      if (Math.abs(dx) > 60 && Math.abs(dx) > 2 * Math.abs(dy)) turn(dx < 0 ? 1 : -1);
    },
    onPointerCancel: () => {
      start.current = undefined;
    },
  };
}
