import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Persona, palette } from './persona';

const run = promisify(execFile);

/** A port that nobody listens on, not among those that the system gives to others meanwhile. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 11_000 + Math.floor(Math.random() * 9_000);
    const probe = createServer();
    const free = await new Promise<boolean>((done) => {
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
    });
    if (free) return port;
  }
}

/** How long a room lives at most. Its film begins anew, but its tone does not. */
const seconds = 200;

const hex = (rgb: number[]) => `0x${rgb.map((c) => c.toString(16).padStart(2, '0')).join('')}`;

/** Where baresip's modules are. */
function modules(): string {
  const list = execFileSync('dpkg', ['-L', 'baresip-core']).toString().split('\n');
  return dirname(list.find((f) => f.endsWith('/account.so')) ?? '');
}

/** A room system with a colour and a tone: baresip, a SIP client of its own. */
export class Room {
  private log = '';

  private constructor(
    readonly folder: string,
    private readonly process: ChildProcess,
    private readonly control: Socket,
  ) {
    for (const stream of [process.stdout, process.stderr]) stream?.on('data', (text) => (this.log += text));
  }

  static async start(persona: Persona): Promise<Room> {
    const folder = await mkdtemp(join(tmpdir(), 'veche-room-'));
    await mkdir(join(folder, 'seen'));
    const [sip, control, rtp] = [await freePort(), await freePort(), await freePort()];
    const colour = `color=${hex(palette[persona.colour])}:size=640x360:rate=15`;
    const h264 = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '15'];
    await run('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      colour,
      '-t',
      '20',
      ...h264,
      join(folder, 'camera.mp4'),
    ]);
    const tone = `sine=frequency=${persona.hertz}:sample_rate=48000:duration=${seconds}`;
    const wav = ['-ac', '1', '-c:a', 'pcm_s16le', join(folder, 'tone.wav')];
    await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', tone, ...wav]);
    const load = [
      'g711',
      'opus',
      'aufile',
      'sndfile',
      'avcodec',
      'avformat',
      'fakevideo',
      'snapshot',
      'srtp',
    ];
    await writeFile(
      join(folder, 'config'),
      [
        `sip_listen 127.0.0.1:${sip}`,
        'net_interface 127.0.0.1',
        `module_path ${modules()}`,
        'audio_player aufile,play.wav',
        'audio_source aufile,tone.wav',
        'audio_alert aufile,/dev/null',
        'ausrc_srate 48000',
        'auplay_srate 48000',
        'video_source avformat,camera.mp4',
        'video_display fakevideo,nil',
        'video_size 640x360',
        'video_fps 15',
        'video_bitrate 512000',
        `rtp_ports ${rtp - (rtp % 2)}-${rtp - (rtp % 2) + 20}`,
        'opus_stereo no',
        'opus_sprop_stereo no',
        'snd_path .',
        ...load.map((m) => `module ${m}.so`),
        'module_tmp uuid.so',
        'module_tmp account.so',
        'module_app menu.so',
        'statmode_default off',
        'module_app ctrl_tcp.so',
        `ctrl_tcp_listen 127.0.0.1:${control}`,
        '',
      ].join('\n'),
    );
    const account = `"${persona.name}" <sip:room@127.0.0.1:${sip}>;regint=0;audio_codecs=PCMU;video_codecs=H264\n`;
    await writeFile(join(folder, 'accounts'), account);
    await writeFile(join(folder, 'contacts'), '');
    const child = spawn('baresip', ['-4', '-f', '.', '-t', String(seconds)], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (let i = 0; i < 300; i++) {
      const socket = createConnection(control, '127.0.0.1');
      const up = await new Promise<boolean>((done) => {
        socket.once('connect', () => done(true));
        socket.once('error', () => done(false));
      });
      if (up) return new Room(folder, child, socket);
      await wait(100);
    }
    child.kill('SIGKILL');
    throw new Error('baresip did not start');
  }

  /** Sends a command, as a netstring (peers.md). */
  command(command: string, params = ''): void {
    const text = JSON.stringify({ command, params });
    this.control.write(`${Buffer.byteLength(text)}:${text},`);
  }

  dial(uri: string): void {
    this.command('dial', uri);
  }

  /** The colours of the palette in the middle of each half, and how wide the picture is. */
  async sees(): Promise<{ width: number; left: string; right: string }> {
    const file = join(this.folder, 'seen', `${Date.now()}.png`);
    this.command('snapshot_recv', file);
    for (let i = 0; i < 50; i++) {
      await wait(100);
      const size = await readFile(file).then(
        (png) => png.length > 33 && [png.readUInt32BE(16), png.readUInt32BE(20)],
        () => false,
      );
      if (!size) continue;
      const [width, height] = size as [number, number];
      const raw = ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
      const shot = await run('ffmpeg', raw, { encoding: 'buffer', maxBuffer: 64 << 20 }).catch(
        () => undefined,
      );
      if (!shot || shot.stdout.length < width * height * 3) continue; // it is being written
      const at = (x: number) => {
        const i = (Math.floor(height / 2) * width + x) * 3;
        return nearest([...shot.stdout.subarray(i, i + 3)]);
      };
      return { width, left: at(Math.floor(width / 4)), right: at(Math.floor((width * 3) / 4)) };
    }
    return { width: 0, left: 'no picture', right: 'no picture' };
  }

  async stop(): Promise<void> {
    const gone = new Promise((done) => this.process.once('exit', done));
    this.command('quit');
    await Promise.race([gone, wait(5000)]);
    this.control.destroy();
    if (this.process.exitCode === null) this.process.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  output(): string {
    return this.log;
  }
}

function nearest(rgb: number[]): string {
  let best = '';
  let least = Number.POSITIVE_INFINITY;
  for (const [name, colour] of Object.entries(palette)) {
    const away = colour.reduce((sum, c, i) => sum + (c - (rgb[i] ?? 0)) ** 2, 0);
    if (away < least) [best, least] = [name, away];
  }
  return best;
}
