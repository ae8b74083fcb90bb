/** One known colour and tone for each participant, see CONTRIBUTING.md. */
export interface Persona {
  name: string;
  /** As `sees` names it. */
  colour: Colour;
  /** Of the microphone, one of `tones`; 0 for the browser's own device. */
  hertz: number;
}

export type Colour = keyof typeof palette;

/** What a picture is told apart into: codecs shift colours, so the nearest one counts. */
export const palette = {
  red: [208, 24, 24],
  green: [24, 192, 48],
  blue: [24, 48, 224],
  yellow: [232, 208, 16],
  magenta: [208, 24, 208],
  cyan: [16, 208, 216],
  orange: [216, 112, 8],
  black: [0, 0, 0],
  grey: [120, 120, 120],
  white: [255, 255, 255],
} satisfies Record<string, [number, number, number]>;

/** The tones that are listened for; 1000 Hz is Firefox's fake microphone, 1500 Hz what a shared tab plays. */
export const tones = [440, 660, 880, 1000, 1175, 1320, 1500];

export const personas = {
  red: { name: 'Roman', colour: 'red', hertz: 440 },
  green: { name: 'Galina', colour: 'green', hertz: 660 },
  blue: { name: 'Boris', colour: 'blue', hertz: 880 },
  yellow: { name: 'Yelena', colour: 'yellow', hertz: 1175 },
  magenta: { name: 'Maria', colour: 'magenta', hertz: 1320 },
} satisfies Record<string, Persona>;

/** Devices for `become`, as plain data that goes into the page. */
export interface Devices {
  colour: number[];
  hertz: number;
}

export function devicesOf({ colour, hertz }: Persona): Devices {
  return { colour: palette[colour], hertz };
}

/** Runs in the page before its own scripts: devices that show the colour and play the tone. */
export function become({ colour, hertz }: Devices): void {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const real = devices.getUserMedia.bind(devices);
  const camera = () => {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    let n = 0;
    const paint = () => {
      pen.fillStyle = `rgb(${colour.join()})`;
      pen.fillRect(0, 0, 640, 360);
      pen.fillStyle = '#fff';
      pen.fillRect((n++ * 7) % 640, 350, 20, 10);
    };
    paint();
    setInterval(paint, 100);
    return canvas.captureStream(10).getVideoTracks();
  };
  const microphone = () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    volume.gain.value = 0.3;
    tone.frequency.value = hertz;
    const out = context.createMediaStreamDestination();
    tone.connect(volume).connect(out);
    tone.start();
    return out.stream.getAudioTracks();
  };
  devices.getUserMedia = async (wish) =>
    new MediaStream([
      ...(wish?.audio ? (hertz ? microphone() : (await real({ audio: true })).getAudioTracks()) : []),
      ...(wish?.video ? camera() : []),
    ]);
}

/**
 * Runs in the page: the colour of the palette nearest to what a window shows.
 * "no window", "no video" and "frozen" are answers of their own, for a colour
 * alone also passes on a picture that stands still.
 */
export async function seen([label, source, palette]: [
  string,
  string,
  Record<string, number[]>,
]): Promise<string> {
  const tile = [...document.querySelectorAll(`.tile[data-source="${source}"]`)].find(
    (t) => t.getAttribute('aria-label') === label,
  );
  if (!tile) return 'no window';
  const video = tile.querySelector('video');
  if (!video || video.videoWidth === 0) return 'no video';
  const moves = await new Promise<boolean>((done) => {
    const late = setTimeout(() => done(false), 1_500);
    video.requestVideoFrameCallback(() => {
      clearTimeout(late);
      done(true);
    });
  });
  if (!moves) return 'frozen';
  const pen = new OffscreenCanvas(8, 8).getContext('2d') as OffscreenCanvasRenderingContext2D;
  const { videoWidth: w, videoHeight: h } = video;
  pen.drawImage(video, w / 2 - 4, h / 2 - 4, 8, 8, 0, 0, 8, 8);
  const { data } = pen.getImageData(0, 0, 8, 8);
  const sum = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4)
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (data[i + c] ?? 0) / 64;
  let best = '';
  let least = Infinity;
  for (const [colour, of] of Object.entries(palette)) {
    const far = of.reduce((total, v, c) => total + (v - (sum[c] ?? 0)) ** 2, 0);
    if (far < least) [best, least] = [colour, far];
  }
  return best;
}

/**
 * Runs in the page: which of the tones are heard during a second, lowest first;
 * [] for silence. A tone counts when it stands out of what is beside it.
 */
export async function heard(tones: number[]): Promise<number[]> {
  const context = new AudioContext();
  await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]);
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  analyser.smoothingTimeConstant = 0;
  for (const audio of document.querySelectorAll('audio')) {
    const stream = audio.srcObject as MediaStream | null;
    if (stream && stream.getAudioTracks().length > 0)
      context.createMediaStreamSource(stream).connect(analyser);
  }
  const bins = new Float32Array(analyser.frequencyBinCount);
  const width = context.sampleRate / analyser.fftSize;
  const most = (from: number, to: number) =>
    Math.max(...bins.slice(Math.round(from / width), Math.round(to / width) + 1));
  const votes = new Map<number, number>();
  for (let round = 0; round < 10; round++) {
    await new Promise((done) => setTimeout(done, 100));
    analyser.getFloatFrequencyData(bins);
    for (const hertz of tones) {
      const level = most(hertz - 15, hertz + 15);
      const beside = Math.max(most(hertz - 75, hertz - 45), most(hertz + 45, hertz + 75));
      if (level > -60 && level > beside + 10) votes.set(hertz, (votes.get(hertz) ?? 0) + 1);
    }
  }
  await context.close();
  return [...votes]
    .filter(([, n]) => n >= 5)
    .map(([hertz]) => hertz)
    .sort((a, b) => a - b);
}

/**
 * Runs in the page on a video: the colours of one picture with several people in
 * it, largest part first; one counts from a twentieth of the picture.
 */
export function coloursIn(video: SVGElement | HTMLElement, palette: Record<string, number[]>): string[] {
  const [w, h] = [64, 36];
  const pen = new OffscreenCanvas(w, h).getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.drawImage(video as HTMLVideoElement, 0, 0, w, h);
  const { data } = pen.getImageData(0, 0, w, h);
  const parts = new Map<string, number>();
  for (let i = 0; i < data.length; i += 4) {
    const far = (of: number[]) => of.reduce((sum, v, c) => sum + (v - (data[i + c] ?? 0)) ** 2, 0);
    const nearest = Object.keys(palette).reduce((a, b) =>
      far(palette[a] ?? []) <= far(palette[b] ?? []) ? a : b,
    );
    parts.set(nearest, (parts.get(nearest) ?? 0) + 1 / (w * h));
  }
  return [...parts]
    .filter(([colour, part]) => part >= 0.05 && !['black', 'grey', 'white'].includes(colour))
    .sort(([, a], [, b]) => b - a)
    .map(([colour]) => colour);
}
