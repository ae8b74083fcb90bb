import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { heard, type Persona, palette, seen, tones } from './persona';

/** Somebody with a browser context of his own, in a page in English. */
export class Visitor {
  constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    readonly persona: Persona,
  ) {}

  get name(): string {
    return this.persona.name;
  }

  /** Opens a conference's page and joins from there. */
  async join(cid: string): Promise<void> {
    await this.page.goto(`/c/${cid}`);
    await this.press();
    await this.inside();
  }

  /** Gives a name and presses the join button, wherever that leads. */
  async press(): Promise<void> {
    const name = this.page.getByLabel('Your name');
    const button = this.page.getByRole('button', { name: /^(Join|Ask to join)$/ });
    await expect(button).toBeVisible();
    if (await name.isVisible()) await name.fill(this.name);
    await button.click();
  }

  async inside(): Promise<void> {
    await expect(this.toolbar).toBeVisible();
  }

  /** The colour in the window of somebody; an `expect.poll` away from a claim. */
  sees(who: Visitor | Persona | string, source: 'camera' | 'screen' = 'camera'): Promise<string> {
    const label = typeof who === 'string' ? who : who.name;
    return this.page.evaluate(seen, [label, source, palette] as [string, string, typeof palette]);
  }

  /** The tones heard, lowest first. */
  hears(): Promise<number[]> {
    return this.page.evaluate(heard, tones);
  }

  // The page

  get toolbar(): Locator {
    return this.page.getByRole('toolbar');
  }

  /** A button of the toolbar; a count may stand behind its name. */
  tool(name: string): Locator {
    return this.toolbar.getByRole('button', { name: new RegExp(`^${name}( \\(\\d+\\))?$`) });
  }

  tile(who: Visitor | Persona | string, source: 'camera' | 'screen' = 'camera'): Locator {
    const label = typeof who === 'string' ? who : who.name;
    return this.page.locator(`.tile[data-source="${source}"][aria-label=${JSON.stringify(label)}]`);
  }

  /** The labels of all windows, in their order. */
  windows(): Promise<string[]> {
    return this.page
      .locator('.tile')
      .evaluateAll((all) => all.map((t) => t.getAttribute('aria-label') ?? ''));
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  notice(text: string | RegExp): Locator {
    return this.page.locator('.notice').filter({ hasText: text });
  }

  /** Picks something from "More". */
  async more(item: string): Promise<void> {
    await this.tool('More').click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  /** Opens a panel, if it is not open. */
  async panel(name: 'People' | 'Chat'): Promise<Locator> {
    const panel = this.page.getByRole('complementary', { name, exact: true });
    // One that opens by itself comes a moment later.
    const opens = (await this.tool(name).getAttribute('aria-expanded')) === 'true';
    if (!opens && !(await panel.isVisible())) await this.tool(name).click();
    await expect(panel).toBeVisible();
    return panel;
  }

  /** The row of somebody in the list of people. */
  async row(who: Visitor | string): Promise<Locator> {
    const people = await this.panel('People');
    return people.locator('.person', { hasText: typeof who === 'string' ? who : who.name });
  }

  /** Picks something from somebody's menu in the list of people. */
  async act(who: Visitor | string, item: string): Promise<void> {
    const row = await this.row(who);
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async leave(): Promise<void> {
    await this.tool('Leave').click();
    const dialog = this.dialog();
    const over = this.page.getByRole('heading', { name: 'You have left the meeting' });
    await expect(dialog.or(over).first()).toBeVisible();
    if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Leave', exact: true }).click();
    await expect(over).toBeVisible();
  }

  /** The id of the own participant, from the own window. */
  async id(): Promise<string> {
    const mine = this.page.locator('.tile[data-source="camera"]', { hasText: '(you)' });
    return (await mine.getAttribute('data-participant')) ?? '';
  }
}
