import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from './fixtures';
import { palette, personas } from './persona';
import type { Visitor } from './visitor';

const { red, green, blue } = personas;
const run = promisify(execFile);

type Box = [left: number, top: number, right: number, bottom: number];

/** Where each colour is in the last picture of a film of 1280x720. */
async function boxesIn(file: string, colours: (keyof typeof palette)[]): Promise<Record<string, Box>> {
  const [width, height] = [1280, 720];
  const { stdout } = await run(
    'ffmpeg',
    ['-v', 'error', '-sseof', '-1', '-i', file, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    { encoding: 'buffer', maxBuffer: 64 << 20 },
  );
  expect(stdout.length).toBe(width * height * 3);
  const boxes: Record<string, Box> = {};
  for (const colour of colours) {
    const box: Box = [width, height, 0, 0];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const far = palette[colour].reduce(
          (sum, v, c) => sum + Math.abs(v - (stdout[(y * width + x) * 3 + c] ?? 0)),
          0,
        );
        if (far > 90) continue;
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x + 1);
        box[3] = Math.max(box[3], y + 1);
      }
    }
    boxes[colour] = box;
  }
  return boxes;
}

/** The tiles of a page by the names of the people, within the stage. */
const tilesOf = (who: Visitor) =>
  who.page.evaluate(() => {
    const stage = document.querySelector('.stage')?.getBoundingClientRect() as DOMRect;
    return Object.fromEntries(
      [...document.querySelectorAll('.tile[data-source="camera"]')].map((tile) => {
        const r = tile.getBoundingClientRect();
        return [
          tile.getAttribute('aria-label')?.split(' ')[0] ?? '',
          [r.left - stage.left, r.top - stage.top, r.right - stage.left, r.bottom - stage.top],
        ];
      }),
    ) as Record<string, Box>;
  });

test('the picture in the file has the rectangles of the page', async ({ admin, visitor }) => {
  test.setTimeout(240_000);
  const { cid, id } = await admin.room();
  const host = await visitor(red, { token: admin.token });
  const others = [await visitor(green), await visitor(blue)];
  for (const one of [host, ...others]) {
    await one.join(cid);
    await one.page.keyboard.press('m'); // nobody speaks, so no window has a frame
  }
  for (const one of others) await expect.poll(() => host.sees(one)).toMatch(/green|blue/);

  // A stage as large as the picture of the file.
  const stage = () =>
    host.page.evaluate(() => {
      const r = document.querySelector('.stage')?.getBoundingClientRect();
      return [r?.width, r?.height];
    });
  const [width = 0, height = 0] = await stage();
  const view = host.page.viewportSize() ?? { width: 0, height: 0 };
  await host.page.setViewportSize({
    width: Math.round(view.width + 1280 - width),
    height: Math.round(view.height + 720 - height),
  });
  await expect.poll(stage).toEqual([1280, 720]);

  await host.more('Start recording');
  await expect(host.page.locator('.recording-mark')).toContainText('REC');
  await expect.poll(async () => Object.keys(await tilesOf(host)).length).toBe(3);
  await expect(host.page.locator('.recording-mark time')).toHaveText(/0:0[4-9]|0:[1-5]\d/);
  const tiles = await tilesOf(host);
  await admin.call('POST', `/conferences/${cid}/stop`);

  const page = (await visitor(red, { token: admin.token })).page;
  await page.goto(`/cabinet/rooms/${id}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the recording' }).click(),
  ]);
  const boxes = await boxesIn(await download.path(), ['red', 'green', 'blue']);
  const wanted = Object.entries(tiles).map(([name, box]) => {
    const persona = Object.values(personas).find((p) => p.name === name);
    return { colour: persona?.colour ?? 'red', box };
  });
  expect(wanted.map((w) => w.colour).sort()).toEqual(['blue', 'green', 'red']);
  for (const { colour, box } of wanted) {
    const found = boxes[colour] as Box;
    for (let i = 0; i < 4; i++) {
      expect(
        Math.abs((found[i] ?? 0) - (box[i] ?? 0)),
        `${colour}: in the file ${found}, on the page ${box}`,
      ).toBeLessThanOrEqual(2);
    }
  }
});
