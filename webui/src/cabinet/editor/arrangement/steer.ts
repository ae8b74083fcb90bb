import { KeyboardCode, type KeyboardCoordinateGetter } from '@dnd-kit/core';

const ways: Partial<Record<string, [x: number, y: number]>> = {
  [KeyboardCode.Right]: [1, 0],
  [KeyboardCode.Left]: [-1, 0],
  [KeyboardCode.Down]: [0, 1],
  [KeyboardCode.Up]: [0, -1],
};

/** Arrow keys carry somebody to the next place in that direction. */
export const steer: KeyboardCoordinateGetter = (event, { context }) => {
  const way = ways[event.code];
  const at = context.collisionRect;
  if (!way || !at) return undefined;
  event.preventDefault();
  const [x, y] = way;
  const middle = { x: at.left + at.width / 2, y: at.top + at.height / 2 };
  let best: { left: number; top: number; cost: number } | undefined;
  for (const [id, rect] of context.droppableRects) {
    if (id === context.over?.id) continue;
    const dx = rect.left + rect.width / 2 - middle.x;
    const dy = rect.top + rect.height / 2 - middle.y;
    const ahead = dx * x + dy * y;
    if (ahead < 8) continue;
    const cost = ahead + 3 * Math.abs(dx * y) + 3 * Math.abs(dy * x);
    if (!best || cost < best.cost) {
      best = {
        left: rect.left + (rect.width - at.width) / 2,
        top: rect.top + (rect.height - at.height) / 2,
        cost,
      };
    }
  }
  return best && { x: best.left, y: best.top };
};
