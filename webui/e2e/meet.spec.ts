import { expect, test } from './fixtures';
import { personas } from './persona';

const { red, green, blue } = personas;

test('three people see and hear each other, and nobody else', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const roman = await visitor(red);
  const galina = await visitor(green);
  const boris = await visitor(blue);
  await roman.join(cid);
  // Controls: who is not here is not seen, and silence is silence.
  expect(await roman.sees(galina)).toBe('no window');
  expect(await roman.hears()).toEqual([]);
  await galina.join(cid);
  await boris.join(cid);

  for (const one of [roman, galina, boris]) {
    for (const other of [roman, galina, boris]) {
      await expect.poll(() => one.sees(other), `${one.name} sees ${other.name}`).toBe(other.persona.colour);
    }
  }
  await expect.poll(() => roman.hears()).toEqual([660, 880]);
  await expect.poll(() => galina.hears()).toEqual([440, 880]);
  await expect.poll(() => boris.hears()).toEqual([440, 660]);

  await galina.leave();
  await expect.poll(() => roman.sees(galina)).toBe('no window');
  await expect.poll(() => roman.hears()).toEqual([880]);
  await galina.page.getByRole('button', { name: 'Come back' }).click();
  await galina.press();
  await galina.inside();
  await expect.poll(() => boris.sees(galina)).toBe('green');
});

test('the real way of capture: the browser’s own camera and microphone', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const roman = await visitor(red, { realDevices: true });
  const galina = await visitor(green);
  await roman.page.goto(`/c/${cid}`);
  // The preview shows the camera before one is inside.
  await expect
    .poll(() => roman.page.locator('.preview video').evaluate((v: HTMLVideoElement) => v.videoWidth))
    .toBeGreaterThan(0);
  await roman.press();
  await roman.inside();
  await galina.join(cid);
  // Chromium's fake camera is a green picture with a clock and a pie.
  await expect.poll(() => galina.sees(roman)).toBe('green');
  await expect.poll(() => roman.sees(galina)).toBe('green');
  await expect.poll(() => roman.hears()).toEqual([660]);
});

test('without any device one joins, sees and hears', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const galina = await visitor(green);
  const guest = await visitor(red, {
    realDevices: true,
    prepare: (context) =>
      context.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () =>
          Promise.reject(new DOMException('there is none', 'NotFoundError'));
      }),
  });
  await galina.join(cid);
  await guest.page.goto(`/c/${cid}`);
  await expect(guest.page.getByText('No camera found.')).toBeVisible();
  await guest.press();
  await guest.inside();
  await expect.poll(() => guest.sees(galina)).toBe('green');
  await expect.poll(() => guest.hears()).toEqual([660]);
  await expect.poll(() => galina.sees(guest)).toBe('no video');
  await expect(galina.tile(guest).getByLabel('Microphone off')).toBeVisible();
});
