import { gridSteps, type Size } from '../layout/layout';

/** Layouts a viewer may ask for himself. */
export const layoutChoices = [
  'auto',
  'tiles',
  'speaker',
  'priority_right',
  'priority_bottom',
  'priority_around',
  'content_right',
  'content_bottom',
  'corner',
] as const;
export type LayoutChoice = (typeof layoutChoices)[number];

export interface Display {
  layout: LayoutChoice;
  windows: number;
  page: number;
  pin: string | null;
  self: boolean;
  /** Light mode: one picture from the server, the own one in it. */
  composed: boolean;
}

/** How large the picture of light mode, which is always a wide one, is on a stage. */
export function wideOn({ w, h }: Size): Size {
  const width = Math.min(w, Math.round((h * 16) / 9));
  return { w: width, h: Math.round((width * 9) / 16) };
}

/** Windows narrower than this show no face any more. */
const narrowest = 168;

/** How many windows a stage of this size (CSS pixels) holds on one page, at most `limit` (0: no wish). */
export function windowsFor(width: number, height: number, limit = 0): number {
  const columns = Math.max(1, Math.floor(width / narrowest));
  const rows = Math.max(1, Math.floor(height / ((narrowest * 9) / 16 + (width < height ? 40 : 0))));
  const fits = Math.min(columns * rows, limit > 0 ? limit : 49);
  return (
    gridSteps()
      .filter((n) => n <= fits)
      .at(-1) ?? 1
  );
}
