import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  arrange,
  capacity,
  forContent,
  gridSteps,
  type LayoutType,
  label,
  maxWindows,
  type NamePosition,
  priority,
  type Rect,
  type Spec,
  step,
  types,
  withContent,
} from './layout';

type Numbers4 = [number, number, number, number];

interface Golden {
  arranged: {
    canvas: [number, number];
    type: LayoutType;
    content: boolean;
    n: number;
    windows: Numbers4[];
  }[];
  sums: { canvas: [number, number]; type: LayoutType; content: boolean; sum: number }[];
  labels: { window: Numbers4; names: NamePosition; label: Numbers4 }[];
  step: number[];
}

const file = new URL('../../../conference/layout/testdata/golden.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

const flat = (r: Rect): Numbers4 => [r.x, r.y, r.w, r.h];

const spec = (type: LayoutType, content = false, windows = maxWindows): Spec => ({
  type,
  windows,
  content,
  names: 'bottom',
});

/** FNV-1a over the numbers of all arrangements, as the Go test computes it. */
function sum([w, h]: [number, number], s: Spec): number {
  let hash = 2166136261;
  for (let n = 0; n <= maxWindows; n++) {
    for (const v of arrange(s, { w, h }, n).flatMap(flat)) {
      hash = Math.imul(hash ^ v, 16777619);
    }
  }
  return hash >>> 0;
}

describe('the copy agrees with the golden file of conference/layout', () => {
  it.each(golden.arranged)('$type on $canvas, content $content, $n people', (c) => {
    const [w, h] = c.canvas;
    expect(arrange(spec(c.type, c.content), { w, h }, c.n).map(flat)).toEqual(c.windows);
  });

  it.each(golden.sums)('$type on $canvas, content $content, every number of people', (c) => {
    expect(sum(c.canvas, spec(c.type, c.content))).toBe(c.sum);
  });

  it('labels', () => {
    for (const c of golden.labels) {
      const [x, y, w, h] = c.window;
      expect(flat(label({ x, y, w, h }, c.names))).toEqual(c.label);
    }
  });

  it('steps', () => {
    expect(golden.step.map((_, n) => step(n))).toEqual(golden.step);
  });
});

describe('what only pages do', () => {
  it('measures a canvas in fractions', () => {
    expect(arrange(spec('grid'), { w: 1280.9, h: 721.5 }, 4)).toEqual(
      arrange(spec('grid'), { w: 1280, h: 720 }, 4),
    );
  });

  it('survives a canvas that is not measured yet', () => {
    expect(arrange(spec('grid'), { w: Number.NaN, h: 720 }, 2)).toHaveLength(2);
    for (const r of arrange(spec('grid'), { w: Number.NaN, h: 720 }, 2)) {
      expect(flat(r).every(Number.isFinite)).toBe(true);
    }
  });
});

describe('a layout', () => {
  it('folds the place for content away while nothing is shown', () => {
    expect(withContent(spec('content_right'), false)).toMatchObject({ type: 'grid', content: false });
    expect(withContent(spec('content_right'), true)).toMatchObject({ type: 'content_right', content: true });
    expect(withContent(spec('grid', true), false)).toMatchObject({ type: 'grid', content: false });
    expect(withContent(spec('grid'), true)).toMatchObject({ type: 'grid', content: false });
  });

  it('holds so many people', () => {
    expect(capacity(spec('grid', false, 121))).toBe(49);
    expect(capacity(spec('corner'))).toBe(2);
    expect(capacity(spec('corner', true))).toBe(1);
    expect(capacity(spec('grid', false, -1))).toBe(0);
  });

  it('is of one of the types', () => {
    expect(types().filter(priority)).toEqual([
      'priority_right',
      'priority_bottom',
      'priority_around',
      'corner',
    ]);
    expect(types().filter(forContent)).toEqual(['content_right', 'content_bottom']);
    expect(Math.max(...gridSteps())).toBe(maxWindows);
  });
});
