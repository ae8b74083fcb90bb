import { type ChildProcess, spawn } from 'node:child_process';

const script = new URL('../../rtsp/rtsptest/camera.py', import.meta.url).pathname;

/** IP cameras by GStreamer, as rtsp/rtsptest describes them: bars in colours, a tone of 440 Hz. */
export class Cameras {
  private constructor(
    readonly port: number,
    private readonly process: ChildProcess,
  ) {}

  static async start(port = 0): Promise<Cameras> {
    const child = spawn('/usr/bin/python3', [script, `${port}`, 'digest', 'cam', 'camsecret', 'any', ''], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    const ready = await new Promise<number>((done, fail) => {
      child.stdout.on('data', (text) => done(Number(/ready (\d+)/.exec(String(text))?.[1])));
      child.once('exit', () => fail(new Error(`no cameras: ${said}`)));
    });
    return new Cameras(ready, child);
  }

  /** The address of one of the streams, such as h264b. */
  url(stream: string, password = 'camsecret'): string {
    return `rtsp://cam:${password}@127.0.0.1:${this.port}/${stream}`;
  }

  /** As a power cut does. */
  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((done) => this.process.once('exit', done));
    this.process.kill('SIGKILL');
    await gone;
  }
}

/** What the bars are, from the left. */
export const bars = ['white', 'yellow', 'cyan', 'green', 'magenta', 'red', 'blue'];

/** Runs in the page: the colours of the bars in somebody's window; one word when there is no picture that moves. */
export async function barsOf(label: string): Promise<string[]> {
  const tile = [...document.querySelectorAll('.tile[data-source="camera"]')].find(
    (t) => t.getAttribute('aria-label') === label,
  );
  const video = tile?.querySelector('video');
  if (!video || video.videoWidth === 0) return ['no video'];
  const moves = await new Promise<boolean>((done) => {
    const late = setTimeout(() => done(false), 1_500);
    video.requestVideoFrameCallback(() => {
      clearTimeout(late);
      done(true);
    });
  });
  if (!moves) return ['frozen'];
  const pen = new OffscreenCanvas(7, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;
  const { videoWidth: w, videoHeight: h } = video;
  return Array.from({ length: 7 }, (_, i) => {
    pen.drawImage(video, ((i + 0.5) * w) / 7 - 2, h * 0.3 - 2, 4, 4, 0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
    const on = [r, g, b].map((c) => (c > 127 ? '1' : '0')).join('');
    const names: Record<string, string> = {
      '111': 'white',
      '110': 'yellow',
      '011': 'cyan',
      '010': 'green',
      '101': 'magenta',
      '100': 'red',
      '001': 'blue',
    };
    return names[on] ?? 'black';
  });
}
