import { expect, test } from './fixtures';
import { launchOptions } from './launch';
import { palette, personas } from './persona';

// Without the fake devices, for with them a shared tab is a made-up picture; and
// not muted, as the test runner starts it, for then a shared tab is silent.
test.use({
  launchOptions: {
    ...launchOptions,
    args: [...launchOptions.args, '--auto-select-tab-capture-source-by-title=Slides'],
    ignoreDefaultArgs: ['--mute-audio'],
  },
});

const { red, green, blue } = personas;

test('the shared page and its sound reach the others, until stopped', async ({ admin, visitor }) => {
  const { cid } = await admin.room();
  const roman = await visitor(red);
  const galina = await visitor(green);
  await roman.join(cid);
  await galina.join(cid);
  expect(await galina.sees(roman, 'screen')).toBe('no window');

  // What is shown: a page of one colour that plays a tone.
  const slides = await roman.context.newPage();
  await slides.goto('/healthz');
  await slides.evaluate((colour) => {
    document.title = 'Slides';
    document.body.innerHTML = '<button style="all:unset;position:fixed;inset:0"></button>';
    document.body.style.background = `rgb(${colour.join()})`;
    document.body.firstElementChild?.animate([{ opacity: 0 }, { opacity: 1 }], {
      duration: 500,
      iterations: Infinity,
    });
    (document.body.firstElementChild as HTMLElement).onclick = () => {
      const context = new AudioContext();
      const tone = context.createOscillator();
      const volume = context.createGain();
      volume.gain.value = 0.3;
      tone.frequency.value = 1500;
      tone.connect(volume).connect(context.destination);
      tone.start();
    };
  }, palette.orange);
  await slides.click('button');
  await roman.page.bringToFront();

  await roman.tool('Share screen').click();
  await expect(roman.page.getByText('You are sharing your screen.')).toBeVisible();
  await expect.poll(() => galina.sees(roman, 'screen')).toBe('orange');
  await expect.poll(() => galina.hears()).toEqual([440, 1500]);
  await expect(galina.page.getByText('Roman is sharing', { exact: true })).toBeVisible();
  // The camera goes on beside it.
  await expect.poll(() => galina.sees(roman)).toBe('red');

  // Who comes later sees it too, and may not push it aside.
  const boris = await visitor(blue);
  await boris.join(cid);
  await expect.poll(() => boris.sees(roman, 'screen')).toBe('orange');
  await boris.tool('Share screen').click();
  await expect(boris.notice('Somebody else is sharing.')).toBeVisible();

  await roman.page.locator('.banner').getByRole('button', { name: 'Stop sharing' }).click();
  await expect.poll(() => galina.sees(roman, 'screen')).toBe('no window');
  await expect.poll(() => galina.hears()).not.toContain(1500);
  await expect(roman.tool('Share screen')).toBeVisible();
});
