import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSteer, heldEvery, type Vector } from './steer';

const left = { pan: -1, tilt: 0, zoom: 0 };
const up = { pan: 0, tilt: 1, zoom: 0 };

describe('holding a button', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('says so again and again, and stops at once', async () => {
    const told: (Vector | undefined)[] = [];
    const steer = createSteer(async (to) => void told.push(to));
    steer.move(left);
    await vi.advanceTimersByTimeAsync(2 * heldEvery);
    expect(told).toEqual([left, left, left]);
    steer.stop();
    await vi.advanceTimersByTimeAsync(10 * heldEvery);
    expect(told).toEqual([left, left, left, undefined]);
    steer.stop();
    await vi.advanceTimersByTimeAsync(heldEvery);
    expect(told).toHaveLength(4);
  });

  it('never lets a stop overtake a move', async () => {
    const told: (Vector | undefined)[] = [];
    const answers: (() => void)[] = [];
    const steer = createSteer((to) => {
      told.push(to);
      return new Promise<void>((resolve) => answers.push(resolve));
    });
    steer.move(left);
    steer.stop();
    await vi.advanceTimersByTimeAsync(5 * heldEvery);
    expect(told).toEqual([left]);
    answers.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([left, undefined]);
    steer.move(up);
    answers.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([left, undefined, up]);
  });

  it('lets go when the camera does not answer, and stops what may have begun', async () => {
    const told: (Vector | undefined)[] = [];
    const steer = createSteer(async (to) => {
      told.push(to);
      throw new Error('silent');
    });
    steer.move(left);
    await vi.advanceTimersByTimeAsync(10 * heldEvery);
    expect(told).toEqual([left, undefined]);
  });
});
