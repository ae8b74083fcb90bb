/** A track made from another one, and how to end it (the other one goes on). */
export interface Processed {
  track: MediaStreamTrack;
  stop: () => void;
}
