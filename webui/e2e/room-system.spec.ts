import { expect, test } from './fixtures';
import { personas } from './persona';
import { Room } from './room';

const { red, green, magenta } = personas;

test('a room system dials in with the PIN; it sees and hears everybody, and everybody it', async ({
  server,
  admin,
  visitor,
}) => {
  test.setTimeout(180_000);
  const { cid } = await admin.room({ pin: '123456' });
  const roman = await visitor(red, { token: admin.token });
  await roman.join(cid);
  const galina = await visitor(green, { token: admin.token });
  await galina.join(cid);
  const room = await Room.start(magenta);
  try {
    room.dial(`sip:00${cid},123456@${server.sip}`);
    for (const page of [roman, galina]) {
      await expect.poll(() => page.sees(magenta), room.output()).toBe('magenta');
      await expect.poll(() => page.hears()).toContain(magenta.hertz);
    }
    await expect.poll(() => room.sees()).toEqual({ width: 1280, left: 'red', right: 'green' });
    const row = await roman.row(magenta.name);
    await expect(row).toBeVisible();

    await roman.act(magenta.name, 'Switch microphone off');
    await expect.poll(() => galina.hears()).not.toContain(magenta.hertz);
    await galina.tool('Switch camera off').click();
    await expect.poll(async () => (await room.sees()).right).not.toBe('green');

    await roman.act(magenta.name, 'Remove from the meeting');
    const dialog = roman.dialog();
    if (await dialog.isVisible()) await dialog.getByRole('button', { name: /^Remove/ }).click();
    await expect(galina.tile(magenta)).toHaveCount(0);
  } finally {
    await room.stop();
  }
});
