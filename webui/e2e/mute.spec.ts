import { expect, test } from './fixtures';
import { personas } from './persona';

const { red, green } = personas;

test('mute is silence, a dark camera is no picture, and both are marked', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const roman = await visitor(red);
  const galina = await visitor(green);
  await roman.join(cid);
  await galina.join(cid);
  await expect.poll(() => galina.hears()).toEqual([440]);
  await expect.poll(() => galina.sees(roman)).toBe('red');

  await roman.tool('Switch microphone off').click();
  await expect.poll(() => galina.hears()).toEqual([]);
  await expect(galina.tile(roman).getByLabel('Microphone off')).toBeVisible();
  await roman.tool('Switch camera off').click();
  await expect.poll(() => galina.sees(roman)).toBe('no video');

  await roman.tool('Switch microphone on').click();
  await roman.tool('Switch camera on').click();
  await expect.poll(() => galina.hears()).toEqual([440]);
  await expect.poll(() => galina.sees(roman)).toBe('red');
  await expect(galina.tile(roman).getByLabel('Microphone off')).toBeHidden();
});

test('a moderator switches off, and can only ask to switch on (E11)', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const galina = await visitor(green);
  await host.join(cid);
  await galina.join(cid);
  await expect.poll(() => host.hears()).toEqual([660]);

  await host.act(galina, 'Switch microphone off');
  await expect(galina.notice('A moderator has switched your microphone off')).toBeVisible();
  await expect(galina.tool('Switch microphone on')).toBeVisible();
  await expect.poll(() => host.hears()).toEqual([]);
  await host.act(galina, 'Switch camera off');
  await expect.poll(() => host.sees(galina)).toBe('no video');

  await host.act(galina, 'Ask to switch the microphone on');
  const asked = galina.notice('A moderator asks you to switch your microphone on');
  await expect(asked).toBeVisible();
  // Nobody is switched on from outside.
  expect(await host.hears()).toEqual([]);
  await asked.getByRole('button', { name: 'Switch microphone on' }).click();
  await expect.poll(() => host.hears()).toEqual([660]);

  await host.more('Switch all microphones off');
  await expect.poll(() => host.hears()).toEqual([]);
  // The moderator stays as he is.
  await expect.poll(() => galina.hears()).toEqual([440]);
});

test('who joins muted is not heard, and a meeting can ask for that (G14)', async ({ admin, visitor }) => {
  const { cid } = await admin.room({ micOff: true, cameraOff: true });
  const host = await visitor(red, { token: admin.token });
  const galina = await visitor(green);
  await host.join(cid);
  await galina.join(cid);
  await expect(galina.tool('Switch microphone on')).toBeVisible();
  await expect(galina.tool('Switch camera on')).toBeVisible();
  await expect(host.tile(galina).getByLabel('Microphone off')).toBeVisible();
  expect(await host.hears()).toEqual([]);
  expect(await host.sees(galina)).toBe('no video');
  await galina.tool('Switch microphone on').click();
  await expect.poll(() => host.hears()).toEqual([660]);
});

/** Runs in the page before its own scripts: counts how often the microphone is asked for, and may refuse it. */
function watchMicrophone(refuse: boolean): void {
  const { mediaDevices } = navigator;
  const take = mediaDevices.getUserMedia.bind(mediaDevices);
  const counted = globalThis as unknown as { asked: number };
  counted.asked = 0;
  mediaDevices.getUserMedia = async (wish) => {
    if (!wish?.audio) return take(wish);
    counted.asked++;
    if (refuse) throw new DOMException('no', 'NotAllowedError');
    return take(wish);
  };
}

const askedFor = () => (globalThis as unknown as { asked: number }).asked;

test('who joins muted has a microphone at hand, and is not heard (lesson 14)', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const roman = await visitor(red);
  await roman.join(cid);
  const galina = await visitor(green, { prepare: (c) => c.addInitScript(watchMicrophone, false) });
  await galina.page.addInitScript(() =>
    localStorage.setItem('veche.settings', '{"microphone":false,"name":"Galina"}'),
  );
  await galina.join(cid);
  await expect.poll(() => galina.page.evaluate(askedFor)).toBe(1);
  await expect(roman.tile(galina).getByLabel('Microphone off')).toBeVisible();
  await expect.poll(() => roman.sees(galina)).toBe('green');
  expect(await roman.hears()).toEqual([]);

  await galina.tool('Switch microphone on').click();
  await expect.poll(() => roman.hears()).toEqual([660]);
  expect(await galina.page.evaluate(askedFor)).toBe(1);
});

test('who refuses the microphone joins all the same, and is told when switching it on', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room();
  const roman = await visitor(red, { prepare: (c) => c.addInitScript(watchMicrophone, true) });
  await roman.page.addInitScript(() =>
    localStorage.setItem('veche.settings', '{"microphone":false,"name":"Roman"}'),
  );
  await roman.join(cid);
  await expect.poll(() => roman.page.evaluate(askedFor)).toBe(1);
  await expect(roman.page.locator('.notice')).toHaveCount(0);
  await roman.tool('Switch microphone on').click();
  await expect(roman.notice('microphone')).toBeVisible();
  await expect(roman.tool('Switch microphone on')).toBeVisible();
});
