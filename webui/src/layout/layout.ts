// The geometry of every picture: the copy of the Go package conference/layout,
// line by line. What is here and what is there agree to the pixel; the golden
// file of that package is checked against both. Change the Go side first.
//
// All numbers are integers; `div` cuts off as Go's division does.

/** Bounds every layout, the content window not counted. */
export const maxWindows = 49;

/** How windows share the canvas. */
export type LayoutType =
  | 'grid'
  | 'priority_right'
  | 'priority_bottom'
  | 'priority_around'
  | 'content_right'
  | 'content_bottom'
  | 'corner';

/** Where names stand in their windows. Empty is bottom. */
export type NamePosition = 'bottom' | 'top' | 'hidden' | '';

/** A layout as people choose it. `content` is one more window than `windows`. */
export interface Spec {
  type: LayoutType;
  windows: number;
  content: boolean;
  names: NamePosition;
}

export interface Size {
  w: number;
  h: number;
}

/** A window: upper left corner and size, in pixels. */
export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** All types in the order they are offered. */
export function types(): LayoutType[] {
  return [
    'grid',
    'priority_right',
    'priority_bottom',
    'priority_around',
    'content_right',
    'content_bottom',
    'corner',
  ];
}

/** Whether the first of the people's windows stands out. */
export function priority(type: LayoutType): boolean {
  switch (type) {
    case 'priority_right':
    case 'priority_bottom':
    case 'priority_around':
    case 'corner':
      return true;
    default:
      return false;
  }
}

/** Whether a type is about content in the first place. */
export function forContent(type: LayoutType): boolean {
  return type === 'content_right' || type === 'content_bottom';
}

/**
 * The layout to draw at this moment: with the place for content while content
 * is shown, else with the place folded away.
 */
export function withContent(spec: Spec, shown: boolean): Spec {
  const content = (spec.content || forContent(spec.type)) && shown;
  const type = forContent(spec.type) && !shown ? 'grid' : spec.type;
  return { ...spec, type, content };
}

/** How many people a layout shows at once. */
export function capacity(spec: Spec): number {
  const n = Math.min(Math.max(spec.windows, 0), maxWindows);
  if (spec.type !== 'corner') {
    return n;
  }
  return Math.min(n, spec.content ? 1 : 2); // the content has the canvas
}

/** The numbers of video slots a connection grows through. */
export function steps(): number[] {
  return [4, 9, 16, 25, maxWindows];
}

/** The smallest step that holds n windows; the largest for more. */
export function step(n: number): number {
  return steps().find((s) => n <= s) ?? maxWindows;
}

/** The numbers of windows offered for a grid. */
export function gridSteps(): number[] {
  return [1, 2, 3, 4, 6, 9, 12, 16, 20, 25, 30, 36, 42, 49];
}

const maxCanvas = 1 << 14;

/**
 * Places n people's windows on the canvas, at most `capacity(spec)`. With
 * `content`, which the types about content imply, the content window comes first
 * and is counted extra; the people's follow, the priority window in front, then
 * left to right and top to bottom.
 */
export function arrange(spec: Spec, canvas: Size, n: number): Rect[] {
  const s = { ...spec, content: spec.content || forContent(spec.type) };
  const count = Math.min(Math.max(n, 0), capacity(s));
  const area = { x: 0, y: 0, w: even(bound(canvas.w)), h: even(bound(canvas.h)) };
  const tall = area.h > area.w;
  if (!s.content && count === 1) {
    return [area];
  }
  if (!s.content) {
    return people(s.type, area, count, tall);
  }
  if (count === 0) {
    return [area];
  }
  if (s.type === 'corner') {
    return [area, corner(area)];
  }
  const below = s.type === 'content_bottom' || (s.type !== 'content_right' && tall);
  const [content, rest] = split(area, below, count, div(area.w * 3, 4));
  return [content, ...people(beside(s.type, rest), rest, count, tall)];
}

/** A canvas length within bounds, whole: a page measures in fractions, or not yet. */
function bound(length: number): number {
  return Number.isNaN(length) ? 0 : Math.trunc(Math.min(Math.max(length, 0), maxCanvas));
}

/** How the people next to content stand in what is left for them. */
function beside(type: LayoutType, rest: Rect): LayoutType {
  return priority(type) ? roomy(rest) : 'grid';
}

/** The layout with a priority window that suits the shape of an area. */
function roomy(area: Rect): 'priority_right' | 'priority_bottom' {
  return area.h > area.w ? 'priority_bottom' : 'priority_right';
}

function people(type: LayoutType, area: Rect, n: number, tall: boolean): Rect[] {
  if (n === 0) {
    return [];
  }
  const t = type === 'priority_around' && n <= 3 ? roomy(area) : type;
  switch (t) {
    case 'priority_right':
    case 'priority_bottom': {
      if (n === 1) {
        return [shaped(area, tall)];
      }
      const below = t === 'priority_bottom';
      const [first, rest] = split(area, below, n - 1, highest(area.w, tall));
      return [shaped(first, tall), ...grid(rest, n - 1, tall)];
    }
    case 'priority_around':
      return around(area, n);
    case 'corner':
      return [area, corner(area)];
    default:
      return grid(area, n, tall);
  }
}

/** Windows of one size, as large as 16:9 windows can be, packed in the middle. */
function grid(area: Rect, n: number, tall: boolean): Rect[] {
  const columns = bestColumns(area, n);
  const rows = div(n + columns - 1, columns);
  const { w, h } = shape(div(area.w, columns), div(area.h, rows), tall);
  const top = area.y + even(div(area.h - rows * h, 2));
  const windows: Rect[] = [];
  for (let row = 0; row < rows; row++) {
    const inRow = Math.min(columns, n - row * columns);
    const left = area.x + even(div(area.w - inRow * w, 2));
    for (let i = 0; i < inRow; i++) {
      windows.push({ x: left + i * w, y: top + row * h, w, h });
    }
  }
  return windows;
}

/** The columns with which 16:9 windows are largest; then fewer gaps, then more. */
function bestColumns(area: Rect, n: number): number {
  let best = 1;
  let bestWidth = -1;
  let bestGaps = 0;
  for (let c = 1; c <= n; c++) {
    const rows = div(n + c - 1, c);
    const width = Math.min(div(area.w, c), div(div(area.h, rows) * 16, 9));
    const gaps = c * rows - n;
    if (width > bestWidth || (width === bestWidth && gaps <= bestGaps)) {
      best = c;
      bestWidth = width;
      bestGaps = gaps;
    }
  }
  return best;
}

/** A window in a cell: never wider than 16:9, never higher than `highest`. */
function shape(w: number, h: number, tall: boolean): Size {
  if (w * 9 > h * 16) {
    return { w: even(div(h * 16, 9)), h: even(h) };
  }
  return { w: even(w), h: even(Math.min(h, highest(w, tall))) };
}

/** The greatest height for a person's window: 4:3, or 3:4 on a tall canvas. */
function highest(w: number, tall: boolean): number {
  return tall ? div(w * 4, 3) : div(w * 3, 4);
}

/** The window in the middle of an area. */
function shaped(area: Rect, tall: boolean): Rect {
  const { w, h } = shape(area.w, area.h, tall);
  return { x: area.x + even(div(area.w - w, 2)), y: area.y + even(div(area.h - h, 2)), w, h };
}

/** Divides an area into a large part and the rest for the others. */
function split(area: Rect, below: boolean, others: number, highest: number): [large: Rect, rest: Rect] {
  if (below) {
    const h = even(Math.min(area.h - share(area.h, others), highest));
    return [
      { ...area, h },
      { ...area, y: area.y + h, h: area.h - h },
    ];
  }
  const w = even(Math.min(area.w - share(area.w, others), area.h * 2));
  return [
    { ...area, w },
    { ...area, x: area.x + w, w: area.w - w },
  ];
}

/** The share of a length that so many windows get beside a large one. */
function share(length: number, others: number): number {
  if (others <= 4) {
    return div(length, 4);
  }
  return others <= 12 ? div(length, 3) : div(length * 2, 5);
}

/** A large window in the corner of a square raster, the others right and below. */
function around(area: Rect, n: number): Rect[] {
  const [side, large] = raster(n - 1);
  const w = even(div(area.w, side));
  const h = even(div(area.h, side));
  const left = area.x + even(div(area.w - side * w, 2));
  const top = area.y + even(div(area.h - side * h, 2));
  const windows: Rect[] = [{ x: left, y: top, w: large * w, h: large * h }];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side && windows.length < n; column++) {
      if (row >= large || column >= large) {
        windows.push({ x: left + column * w, y: top + row * h, w, h });
      }
    }
  }
  return windows;
}

/** The raster that holds so many windows around a large one, and its size. */
function raster(others: number): [side: number, large: number] {
  if (others <= 5) return [3, 2];
  if (others <= 7) return [4, 3];
  if (others <= 9) return [5, 4];
  if (others <= 16) return [5, 3];
  if (others <= 20) return [6, 4];
  if (others <= 24) return [7, 5];
  if (others <= 33) return [7, 4];
  return [8, 4];
}

/** The small picture in the lower right corner. */
function corner(area: Rect): Rect {
  const w = even(div(area.w, 4));
  const h = even(div(area.h, 4));
  return {
    x: area.x + area.w - w - even(div(area.w, 40)),
    y: area.y + area.h - h - even(div(area.h, 40)),
    w,
    h,
  };
}

/** Where the name stands in a window; empty when there is no room or no wish. */
export function label(window: Rect, names: NamePosition): Rect {
  const h = even(Math.min(Math.max(div(window.h, 12), 16), 40));
  if (names === 'hidden' || window.w <= 0 || h * 3 > window.h) {
    return { x: 0, y: 0, w: 0, h: 0 };
  }
  const y = names === 'top' ? window.y : window.y + window.h - h;
  return { x: window.x, y, w: window.w, h };
}

/** Rounds down to an even number; v is a whole number, not negative. */
function even(v: number): number {
  return v - (v % 2);
}

/** Division of whole numbers, cut off. */
function div(a: number, b: number): number {
  return Math.trunc(a / b);
}
