export interface Vector {
  pan: number;
  tilt: number;
  zoom: number;
}

/** How often a movement is told again while it is held; the server stops it after 1.5 s of silence. */
export const heldEvery = 500;

/**
 * Moves a camera as long as a button is held. `send` is asked to move or, by undefined, to stop;
 * one request at a time, so that a stop never overtakes a move. When one fails, nothing is held.
 */
export function createSteer(send: (to: Vector | undefined) => Promise<unknown>) {
  let wanted: Vector | undefined;
  let moving = false;
  let running = false;
  let wake: (() => void) | undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, heldEvery);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async () => {
    running = true;
    while (wanted || moving) {
      const now = wanted;
      moving = now !== undefined;
      try {
        await send(now);
      } catch {
        if (now === wanted) wanted = undefined;
        // A move that failed may have begun nevertheless; a stop that failed the server makes.
        if (!now) moving = false;
        continue;
      }
      if (now && now === wanted) await pause();
    }
    running = false;
  };

  const hold = (to: Vector | undefined) => {
    wanted = to;
    wake?.();
    if (!running) void run();
  };

  return { move: (to: Vector) => hold(to), stop: () => hold(undefined) };
}

export type Steer = ReturnType<typeof createSteer>;
