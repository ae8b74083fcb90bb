/** How long to wait before attempt n (0 is the first): 0.25 s doubling to 4 s, spread by a fifth. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const plain = Math.min(4000, 250 * 2 ** attempt);
  return Math.round(plain * (0.8 + 0.4 * random()));
}
