import type { Page } from '@playwright/test';
import core from 'axe-core';

/**
 * What axe finds against a page as it is now, a line for each rule. axe runs by
 * itself here: its package for Playwright opens a page of its own for each look and
 * carries over all that is right, which takes ten times as long.
 */
export async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(core.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      (v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.html.slice(0, 160)}`).join(' | ')}`,
    );
  });
}
