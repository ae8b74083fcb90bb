/**
 * How a page is looked at: all of its looks with VECHE_E2E_LOOKS=all, otherwise the first
 * and the last one, which have nothing in common (size, scheme, language). All of them in
 * each run of `make test` would take minutes that the tests of what people do need more.
 */
export function chosenLooks<T>(looks: readonly T[]): T[] {
  if (process.env.VECHE_E2E_LOOKS === 'all') return [...looks];
  return looks.filter((_, i) => i === 0 || i === looks.length - 1);
}
