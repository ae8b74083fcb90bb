/**
 * What the camera is sent as. Three layers of the same picture, lowest first, so
 * that the server can give every viewer the size he draws. The scales are always
 * written out: some browsers otherwise send all layers at one size (lesson 14).
 */
export interface Layer {
  rid: 'q' | 'h' | 'f';
  scaleResolutionDownBy: number;
  maxBitrate: number;
  scalabilityMode?: string;
}

export type SendQuality = 'low' | 'medium' | 'high';

/** Lines of the camera picture asked for at each quality; what the camera gives may be less. */
export const captureHeight: Record<SendQuality, number> = { low: 180, medium: 360, high: 720 };

/** The layers for a picture whose shorter side has so many lines. */
export function cameraLayers(lines: number): Layer[] {
  const [low, middle, full] =
    lines >= 1000
      ? [300_000, 900_000, 3_000_000]
      : lines >= 600
        ? [150_000, 500_000, 1_700_000]
        : lines >= 300
          ? [80_000, 200_000, 600_000]
          : [60_000, 100_000, 200_000];
  return [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: low, scalabilityMode: 'L1T1' },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: middle, scalabilityMode: 'L1T1' },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: full, scalabilityMode: 'L1T1' },
  ];
}

/** The screen goes in one layer: text must stay sharp, and few frames are enough for it. */
export const screenEncoding = { maxBitrate: 2_500_000, maxFramerate: 15, scalabilityMode: 'L1T1' };
export const microphoneEncoding = { maxBitrate: 32_000 };
export const screenAudioEncoding = { maxBitrate: 96_000 };
