import { expect, test } from './fixtures';
import { coloursIn, palette, personas } from './persona';

const { red, green, blue } = personas;

interface Player {
  whep: { pc: RTCPeerConnection; session: string };
}

/** What any WHEP player does: one offer of one picture and one sound, one answer. */
async function play(url: string): Promise<number> {
  const pc = new RTCPeerConnection();
  pc.addTransceiver('video', { direction: 'recvonly' });
  pc.addTransceiver('audio', { direction: 'recvonly' });
  const stream = new MediaStream();
  pc.ontrack = ({ track }) => stream.addTrack(track);
  await pc.setLocalDescription();
  await new Promise<void>((done) => {
    const look = () => {
      if (pc.iceGatheringState === 'complete') done();
    };
    pc.onicegatheringstatechange = look;
    look();
  });
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: pc.localDescription?.sdp ?? '',
  });
  if (answer.status !== 201) return answer.status;
  await pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  const video = document.createElement('video');
  Object.assign(video, { id: 'player', autoplay: true, srcObject: stream });
  document.body.append(video);
  (window as unknown as Player).whep = { pc, session: answer.headers.get('Location') ?? '' };
  return answer.status;
}

test('a plain WHEP player gets one picture and one sound of all, and is in nobody’s picture', async ({
  admin,
  visitor,
}) => {
  test.setTimeout(180_000);
  const { cid } = await admin.room();
  const [roman, galina] = [await visitor(red), await visitor(green)];
  await roman.join(cid);
  await galina.join(cid);
  await expect.poll(() => galina.sees(roman)).toBe('red');

  const { page } = await visitor(blue);
  await page.goto('/');
  expect(await page.evaluate(play, `/api/v1/conferences/${cid}/whep?name=Player`)).toBe(201);
  const player = page.locator('#player');
  await expect
    .poll(async () => (await player.evaluate(coloursIn, palette)).sort(), { timeout: 40_000 })
    .toEqual(['green', 'red']);
  await expect.poll(() => player.evaluate((v: HTMLVideoElement) => v.videoWidth)).toBe(1280);
  const loudness = () =>
    page.evaluate(async () => {
      for (const s of (await (window as unknown as Player).whep.pc.getStats()).values()) {
        if (s.type === 'inbound-rtp' && s.kind === 'audio') return s.totalAudioEnergy as number;
      }
      return 0;
    });
  await expect.poll(loudness).toBeGreaterThan(0);

  // The player is one of the people, but nobody looks at it.
  await roman.tool('People').click();
  await expect(roman.page.getByRole('complementary').getByText('Player')).toBeVisible();
  await expect(roman.page.locator('.tile', { hasText: 'Player' })).toHaveCount(0);
  expect(await player.evaluate(coloursIn, palette)).not.toContain('blue');

  const left = await page.evaluate(async () => {
    const { pc, session } = (window as unknown as Player).whep;
    pc.close();
    return (await fetch(session, { method: 'DELETE' })).status;
  });
  expect(left).toBe(200);
  await expect(roman.page.getByRole('complementary').getByText('Player')).toHaveCount(0);
});
