import { request } from 'node:http';
import { expect, test } from './fixtures';
import { personas } from './persona';

const { red, green, blue, yellow } = personas;

/** As short as an offer can be. */
const offer = [
  'v=0',
  'o=- 1 1 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  `a=fingerprint:sha-256 ${Array(32).fill('AA').join(':')}`,
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'c=IN IP4 0.0.0.0',
  'a=mid:0',
  'a=ice-ufrag:clip',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  'a=setup:actpass',
  'a=sendonly',
  'a=rtpmap:96 VP8/90000',
  '',
].join('\r\n');

/** Tries a PIN by WHIP from an address of this machine. */
function guess(server: string, cid: string, pin: string, localAddress: string): Promise<number> {
  const url = new URL(`/api/v1/conferences/${cid}/whip?name=Guesser`, server);
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/sdp', Authorization: `Bearer ${pin}` };
    request(url, { method: 'POST', localAddress, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end(offer);
  });
}

test.describe('the waiting room', () => {
  test('one is let in and sees, another is refused', async ({ admin, visitor }) => {
    const { cid } = await admin.room({ waitingRoom: true });
    const host = await visitor(red, { token: admin.token });
    await host.join(cid);
    const galina = await visitor(green);
    const boris = await visitor(blue);
    for (const guest of [galina, boris]) {
      await guest.page.goto(`/c/${cid}`);
      await expect(guest.page.getByRole('button', { name: 'Ask to join', exact: true })).toBeVisible();
      await guest.press();
      await expect(guest.page.getByText('Waiting for Administrator')).toBeVisible();
      await expect(host.notice(`${guest.name} waits to be let in`)).toBeVisible();
    }
    // Who waits is no participant yet.
    expect(await host.windows()).toEqual(['Administrator']);

    const people = await host.panel('People');
    await people.getByRole('button', { name: 'Let Galina in' }).click();
    await galina.inside();
    await expect.poll(() => galina.sees('Administrator')).toBe('red');
    await expect.poll(() => host.sees(galina)).toBe('green');

    await people.getByRole('button', { name: 'Refuse Boris' }).click();
    await expect(boris.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
    await expect(people.getByRole('region', { name: 'Waiting room' })).toBeHidden();
    expect(await host.windows()).toEqual(['Administrator', 'Galina']);
  });

  test('all are let in at once; switching it off asks what becomes of those in it (K6)', async ({
    admin,
    visitor,
  }) => {
    const { cid } = await admin.room({ waitingRoom: true });
    const host = await visitor(red, { token: admin.token });
    await host.join(cid);
    const [galina, boris, yelena] = [await visitor(green), await visitor(blue), await visitor(yellow)];
    const wait = async (guest: typeof galina) => {
      await guest.page.goto(`/c/${cid}`);
      await guest.press();
      await expect(guest.page.getByText('Waiting for Administrator')).toBeVisible();
    };
    await wait(galina);
    await wait(boris);
    const people = await host.panel('People');
    await people.getByRole('button', { name: 'Let all in' }).click();
    await galina.inside();
    await boris.inside();

    await wait(yelena);
    await host.more('Switch the waiting room off');
    await host.dialog().getByRole('button', { name: 'Disconnect them' }).click();
    await expect(yelena.page.getByRole('heading', { name: 'The waiting room was closed' })).toBeVisible();
    await yelena.page.getByRole('button', { name: 'Come back' }).click();
    await yelena.press();
    await yelena.inside();
    await yelena.leave();

    await host.more('Switch the waiting room on');
    await yelena.page.getByRole('button', { name: 'Come back' }).click();
    await yelena.press();
    await expect(yelena.page.getByText('Waiting for Administrator')).toBeVisible();
    await expect(people.getByText('1 person waits')).toBeVisible();
    await host.more('Switch the waiting room off');
    await host.dialog().getByRole('button', { name: 'Let them in' }).click();
    await yelena.inside();
  });

  test('who waits and loads the page anew waits on in the same place', async ({ admin, visitor }) => {
    const { cid } = await admin.room({ waitingRoom: true });
    const host = await visitor(red, { token: admin.token });
    await host.join(cid);
    const galina = await visitor(green);
    await galina.page.goto(`/c/${cid}`);
    await galina.press();
    const people = await host.panel('People');
    await expect(people.getByText('1 person waits')).toBeVisible();
    await galina.page.reload();
    await expect(galina.page.getByText('Waiting for Administrator')).toBeVisible();
    await expect(people.getByText('1 person waits')).toBeVisible();
    await people.getByRole('button', { name: 'Let Galina in' }).click();
    await galina.inside();
  });
});

test.describe('the PIN', () => {
  test('a wrong one is told, the right one opens; before it nothing is shown (P3)', async ({
    admin,
    visitor,
  }) => {
    const { cid, name } = await admin.room({ name: 'Secret matters', pin: '756910' });
    const galina = await visitor(green);
    const { page } = galina;
    await page.goto(`/c/${cid}`);
    await expect(page.getByRole('heading', { name: 'This meeting has a PIN' })).toBeVisible();
    await expect(page.getByText(name)).toHaveCount(0);
    await page.getByLabel('PIN', { exact: true }).fill('111111');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('This PIN is not right.')).toBeVisible();
    await expect(page.getByText(name)).toHaveCount(0);
    await page.getByLabel('PIN', { exact: true }).fill('756910');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText(name)).toBeVisible();
    await galina.press();
    await galina.inside();
  });

  test('an unknown ID looks the same as one with a PIN', async ({ admin, visitor }) => {
    const { cid } = await admin.room({ pin: '756910' });
    const galina = await visitor(green);
    const seen: string[] = [];
    for (const id of [cid, '0000000001']) {
      await galina.page.goto(`/c/${id}`);
      await galina.page.getByLabel('PIN', { exact: true }).fill('222222');
      await galina.page.getByRole('button', { name: 'Continue' }).click();
      await expect(galina.page.getByText('This PIN is not right.')).toBeVisible();
      seen.push((await galina.page.getByRole('main').textContent()) ?? '');
    }
    expect(seen[1]).toBe(seen[0]);
  });

  test('moderators hear that it is guessed, and change it (lesson 39, K1)', async ({
    admin,
    server,
    visitor,
  }) => {
    const { cid } = await admin.room({ pin: '756910' });
    const host = await visitor(red, { token: admin.token });
    await host.join(cid);
    // Thirty wrong ones spend what the conference allows; each address has ten.
    for (let n = 0; n < 32; n++) {
      const status = await guess(server.url, cid, `${100_000 + n}`, `127.0.0.${2 + Math.floor(n / 8)}`);
      expect(status).toBe(401);
    }
    const notice = host.notice('Someone is guessing the PIN');
    await expect(notice).toBeVisible();
    // Even the right one waits now.
    const galina = await visitor(green);
    await galina.page.goto(`/c/${cid}`);
    await galina.page.getByLabel('PIN', { exact: true }).fill('756910');
    await galina.page.getByRole('button', { name: 'Continue' }).click();
    await expect(galina.page.getByRole('button', { name: 'Ask to join', exact: true })).toBeVisible();

    await notice.getByRole('button', { name: 'Change the PIN' }).click();
    await host.dialog().getByLabel('PIN', { exact: true }).fill('314159');
    await host.dialog().getByLabel('PIN', { exact: true }).press('Enter');
    await expect(notice).toBeHidden();
    await expect
      .poll(async () => (await admin.call<{ pin: string }>('GET', `/conferences/${cid}`)).pin)
      .toBe('314159');
  });

  test('the owner is not asked', async ({ admin, visitor }) => {
    const { cid } = await admin.room({ pin: '756910' });
    const host = await visitor(red, { token: admin.token });
    await host.join(cid);
  });
});

test('under the lock nobody new comes in, but the owner and who is inside stay (J1–J3)', async ({
  admin,
  visitor,
}) => {
  const { cid } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const [galina, boris] = [await visitor(green), await visitor(blue)];
  await host.join(cid);
  await galina.join(cid);
  await host.more('Close the entry');
  await expect(host.page.getByRole('img', { name: 'Entry is closed' })).toBeVisible();

  await boris.page.goto(`/c/${cid}`);
  await expect(boris.page.getByRole('heading', { name: 'Entry is closed' })).toBeVisible();
  await expect.poll(() => host.sees(galina)).toBe('green');
  // A reload is no new arrival.
  await galina.page.reload();
  await galina.inside();
  await host.leave();
  await host.page.getByRole('button', { name: 'Come back' }).click();
  await host.press();
  await host.inside();

  await host.more('Open the entry');
  await boris.page.getByRole('button', { name: 'Try again' }).click();
  await boris.press();
  await boris.inside();
});
