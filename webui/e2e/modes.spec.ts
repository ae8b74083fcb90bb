import { expect, test } from './fixtures';
import { personas } from './persona';

const { red, green, blue } = personas;

test('video lesson: participants see and hear only the moderator, the moderator all (F2, F8)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({ mode: 'video_lesson' });
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await boris.join(cid);
  await expect.poll(() => host.sees(galina)).toBe('green');
  await expect.poll(() => host.sees(boris)).toBe('blue');
  await expect.poll(() => host.hears()).toEqual([660, 880]);
  await expect.poll(() => galina.sees('Administrator')).toBe('red');
  await expect.poll(() => galina.hears()).toEqual([440]);
  await expect.poll(() => boris.hears()).toEqual([440]);
  expect(await galina.sees(boris)).toBe('no window');

  await host.act(boris, 'Let answer');
  await expect.poll(() => galina.hears()).toEqual([440, 880]);
  await host.act(boris, 'No longer let answer');
  await expect.poll(() => galina.hears()).toEqual([440]);
});

test('managed selector: ask for the podium, be approved, be taken down (F3, F5)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room({ mode: 'managed_selector', maxSpeakers: 2 });
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await boris.join(cid);
  expect(await boris.sees(galina)).toBe('no window');

  await galina.tool('Ask for the podium').click();
  await expect(host.notice('Galina asks for the podium')).toBeVisible();
  await host.act(galina, 'Let onto the podium');
  await expect(galina.notice('You are on the podium')).toBeVisible();
  await expect.poll(() => boris.sees(galina)).toBe('green');
  await expect.poll(() => boris.hears()).toContain(660);
  // A listener is neither seen nor heard.
  expect(await galina.sees(boris)).toBe('no window');
  expect(await galina.hears()).not.toContain(880);

  await host.act(galina, 'Take from the podium');
  await expect.poll(() => boris.sees(galina)).toBe('no window');
  await expect.poll(() => boris.hears()).not.toContain(660);

  // Called by the moderator one may decline, and come when called again.
  await host.act(boris, 'Call to the podium');
  await boris.notice('A moderator calls you to the podium').getByRole('button', { name: 'Not now' }).click();
  await host.act(boris, 'Call to the podium');
  await boris
    .notice('A moderator calls you to the podium')
    .getByRole('button', { name: 'Come to the podium' })
    .click();
  await expect.poll(() => galina.sees(boris)).toBe('blue');
  await boris.tool('Leave the podium').click();
  await expect.poll(() => galina.sees(boris)).toBe('no window');
});

test('auto selector: who speaks becomes a speaker (F4)', async ({ admin, visitor }) => {
  const { cid } = await admin.room({ mode: 'auto_selector', maxSpeakers: 1 });
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await host.tool('Switch microphone off').click();
  for (const guest of [galina, boris]) {
    await guest.page.goto(`/c/${cid}`);
    await guest.page.getByRole('button', { name: 'Switch microphone off' }).click();
    await guest.press();
    await guest.inside();
  }
  expect(await host.hears()).toEqual([]);
  await galina.tool('Switch microphone on').click();
  await expect.poll(() => boris.sees(galina)).toBe('green');
  await expect.poll(() => boris.hears()).toEqual([660]);
  // The only place goes to who speaks later.
  await galina.tool('Switch microphone off').click();
  await boris.tool('Switch microphone on').click();
  await expect.poll(() => galina.sees(boris)).toBe('blue');
  await expect.poll(() => galina.hears()).toEqual([880]);
});

test('the kind of meeting changes while it runs', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await boris.join(cid);
  await expect.poll(() => galina.sees(boris)).toBe('blue');
  await host.more('Kind of meeting');
  await host
    .dialog()
    .getByRole('radio', { name: /^Video lesson/ })
    .check();
  await host.dialog().getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => galina.sees(boris)).toBe('no window');
  await expect.poll(() => galina.hears()).toEqual([440]);
  await expect(galina.page.getByText('Video lesson')).toBeVisible();
});
