import { axe } from './axe';
import { expect, test } from './fixtures';

const phone = { width: 360, height: 740 };

/** A time on a clock in UTC, so many minutes from now. */
const local = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16);

test('a guest registers on a phone, gets the link, joins, and goes on with another device (A11–A13)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({
    name: 'Webinar of bells',
    schedule: { series: [{ start: local(-2), zone: 'UTC', minutes: 120 }] },
    registration: {
      on: true,
      closing: 'at_end',
      fields: [{ key: 'first_name' }, { key: 'email' }, { label: 'What do you ring?', required: true }],
    },
  });
  const greta = await visitor({ name: 'Greta', colour: 'red', hertz: 440 }, { viewport: phone });
  await greta.page.goto(`/c/${cid}`);
  await expect(greta.page.getByRole('heading', { name: 'Webinar of bells' })).toBeVisible();
  await greta.page.getByRole('button', { name: 'Register' }).click();
  await greta.page.getByLabel('First name *').fill('Greta');
  await greta.page.getByLabel('E-mail *').fill('greta@example.org');
  await greta.page.getByRole('button', { name: 'Register' }).click();
  await expect(greta.page.getByText('Fill in this field.')).toBeVisible();
  expect(await axe(greta.page)).toEqual([]);
  await greta.page.getByLabel('What do you ring? *').fill('A bell');
  await greta.page.getByRole('button', { name: 'Register' }).click();
  const link = await greta.page.getByTestId('own-link').innerText();
  expect(link).toContain('#r=');
  await greta.page.getByRole('button', { name: 'Go on' }).click();
  await expect(greta.page.getByText('You are registered as Greta.')).toBeVisible();
  await greta.page.getByRole('button', { name: 'Join', exact: true }).click();
  await greta.inside();

  const laptop = await visitor({ name: 'Greta', colour: 'red', hertz: 440 });
  await laptop.page.goto(link);
  await expect(laptop.page.getByText('You are registered as Greta.')).toBeVisible();
  expect(laptop.page.url()).not.toContain('#r=');
  await laptop.page.getByRole('button', { name: 'Join', exact: true }).click();
  await laptop.inside();
  await expect(greta.page.getByRole('heading', { name: 'You have joined on another device' })).toBeVisible();
  await expect(greta.page.getByRole('button', { name: 'Come back here' })).toBeVisible();
});

test('a registration that is closed says so, and a planned meeting when it begins (A10, G21)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({
    name: 'Closed webinar',
    schedule: { series: [{ start: local(90), zone: 'UTC', minutes: 60 }] },
    registration: { on: true, closing: 'by_date', closesAt: new Date(Date.now() - 60_000).toISOString() },
  });
  const guest = await visitor({ name: 'Guest', colour: 'red', hertz: 440 }, { viewport: phone });
  await guest.page.goto(`/c/${cid}`);
  await expect(guest.page.getByRole('heading', { name: 'Registration is closed' })).toBeVisible();
  await expect(guest.page.getByText(/^Begins in 1 hour/)).toBeVisible();
  expect(await axe(guest.page)).toEqual([]);
});
