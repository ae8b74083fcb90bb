/** How many receiving video transceivers a page may have; each step costs one negotiation. */
export const videoSteps = [4, 9, 16, 25, 49] as const;
export const audioSlots = 5;

/** The number of video slots to have when `want` are needed. */
export function videoSlotsFor(want: number): number {
  return videoSteps.find((step) => step >= want) ?? 49;
}
