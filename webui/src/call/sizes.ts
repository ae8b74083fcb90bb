import type { Source, VideoSlot } from '../protocol/types';

/** What stands in a window: a source of somebody, or the picture of the whole view, which is nobody's. */
export type Drawn = Source | 'composed';

/** Name of a window: one source of one participant. */
export function windowKey(participant: string, source: Drawn): string {
  return `${source}:${participant}`;
}

export type Size = [width: number, height: number];

/** Whether something is in a slot. */
export function filled(slot: VideoSlot): boolean {
  return slot.participant !== '' || slot.source === 'composed';
}

/**
 * How large each slot's picture is drawn, in device pixels, for the server to
 * choose the layer by; a slot that is not drawn is [0, 0]. Rounded up to 16, so
 * that a dragged window edge is not a message a pixel.
 */
export function slotSizes(
  slots: readonly VideoSlot[],
  drawn: ReadonlyMap<string, Size>,
  ratio: number,
): Record<string, Size> {
  const sizes: Record<string, Size> = {};
  for (const slot of slots) {
    const size = filled(slot) ? drawn.get(windowKey(slot.participant, slot.source)) : undefined;
    sizes[slot.mid] = size ? [up16(size[0] * ratio), up16(size[1] * ratio)] : [0, 0];
  }
  return sizes;
}

function up16(length: number): number {
  return Math.min(4096, Math.ceil(length / 16) * 16);
}
