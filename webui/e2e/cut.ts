import type { Page } from '@playwright/test';

/**
 * The controls of the page whose words do not fit: cut off, or out of their box.
 * People's names are cut on purpose: leave out with `within` where they stand.
 * Russian words are longer than English ones, and nobody guesses what "Запланир…" means.
 */
export function cutControls(page: Page, within = 'body'): Promise<string[]> {
  return page.evaluate((within) => {
    const controls = document.querySelectorAll<HTMLElement>(
      `:is(${within}) :is(button, [role=tab], [role=menuitem], [role=menuitemradio], a.button, a.way, label)`,
    );
    const seen = (e: HTMLElement) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const words = (e: HTMLElement) => e.textContent.trim();
    const hidden = (e: Element) => getComputedStyle(e).overflowX !== 'visible';
    const cuts = (e: HTMLElement) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1;
    const cut = (e: HTMLElement) =>
      cuts(e) ||
      [...e.querySelectorAll<HTMLElement>('*')].some((part) => words(part) && hidden(part) && cuts(part));
    return [...controls].filter((e) => seen(e) && words(e) && cut(e)).map(words);
  }, within);
}
