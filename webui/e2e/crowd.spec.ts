import { Crowd } from './crowd';
import { expect, test, type Visitor } from './fixtures';
import { personas } from './persona';

const { red, green, blue } = personas;

test('twelve people on pages of four: every page shows its pictures', async ({ server, admin, visitor }) => {
  const { cid } = await admin.room();
  const fourAtATime = {
    prepare: (context: Visitor['context']) =>
      context.addInitScript(() => localStorage.setItem('veche.settings', JSON.stringify({ windows: 4 }))),
  };
  const roman = await visitor(red, fourAtATime);
  const galina = await visitor(green, fourAtATime);
  const boris = await visitor(blue, fourAtATime);
  await roman.join(cid);
  await galina.join(cid);
  const crowd = Crowd.enter(server, cid, 9);
  try {
    const people = await roman.panel('People');
    await expect(people.getByRole('heading', { name: '11 people' })).toBeVisible();
    await boris.join(cid);
    await expect(people.getByRole('heading', { name: '12 people' })).toBeVisible();
    await people.getByRole('button', { name: 'Close' }).click();

    const pager = roman.page.getByRole('navigation', { name: 'Pages of the picture' });
    const met = new Set<string>();
    for (let page = 1; page <= 3; page++) {
      await expect(pager).toContainText(`${page} of 3`);
      await expect.poll(() => roman.windows().then((all) => all.length)).toBe(4);
      for (const label of await roman.windows()) {
        met.add(label);
        const other = [galina, boris].find((one) => one.name === label);
        if (other) await expect.poll(() => roman.sees(other)).toBe(other.persona.colour);
        else await expect.poll(() => roman.sees(label)).not.toMatch(/no|frozen/);
      }
      if (page < 3) await pager.getByRole('button', { name: 'Next page' }).click();
    }
    expect(met.size, [...met].join()).toBe(12);
    await expect(pager.getByRole('button', { name: 'Next page' })).toBeDisabled();
    // Back on the first page the pictures come again.
    await pager.getByRole('button', { name: 'Previous page' }).click();
    await pager.getByRole('button', { name: 'Previous page' }).click();
    await expect.poll(() => roman.sees(galina)).toBe('green');
    // One is heard from every page.
    await expect.poll(() => roman.hears()).toEqual(expect.arrayContaining([660]));
    await crowd.leave();
    await expect.poll(() => roman.windows()).toEqual(['Roman', 'Galina', 'Boris']);
    await expect.poll(() => roman.sees(boris)).toBe('blue');
  } finally {
    await crowd.leave();
    test.info().annotations.push({ type: 'load', description: crowd.output().slice(-500) });
  }
});
