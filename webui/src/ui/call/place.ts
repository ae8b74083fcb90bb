import { arrange, type Rect, type Size, withContent } from '../../layout/layout';
import type { View } from '../../protocol/types';

/** The rectangles of a view's windows on a stage, in the order of the windows. */
export function placeWindows(view: View, stage: Size): Rect[] {
  const shown = view.windows.some((w) => w.content);
  const people = view.windows.filter((w) => !w.content).length;
  const asked = { ...view.layout, type: view.layout.type || 'grid', content: view.layout.content || shown };
  const spec = withContent({ ...asked, windows: Math.max(asked.windows || 0, people) }, shown);
  return arrange(spec, stage, people);
}
