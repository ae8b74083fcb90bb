export interface Shared {
  picture: MediaStreamTrack;
  sound: MediaStreamTrack | null;
}

export function canShare(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
}

/** Asks which screen, window or tab to share; undefined when the user thought better of it. */
export async function chooseScreen(): Promise<Shared | undefined> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 30 } },
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    const [picture] = stream.getVideoTracks();
    if (!picture) return undefined;
    picture.contentHint = 'detail';
    return { picture, sound: stream.getAudioTracks()[0] ?? null };
  } catch (cause) {
    if (cause instanceof Error && ['NotAllowedError', 'AbortError'].includes(cause.name)) return undefined;
    throw cause;
  }
}

export function endShare(shared: Shared): void {
  shared.picture.stop();
  shared.sound?.stop();
}
