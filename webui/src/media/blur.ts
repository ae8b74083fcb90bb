import type { Results, SelfieSegmentation } from '@mediapipe/selfie_segmentation';
import graph from '@mediapipe/selfie_segmentation/selfie_segmentation.binarypb?url';
import library from '@mediapipe/selfie_segmentation/selfie_segmentation.js?url';
import model from '@mediapipe/selfie_segmentation/selfie_segmentation.tflite?url';
import landscape from '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite?url';
import script from '@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.js?url';
import wasm from '@mediapipe/selfie_segmentation/selfie_segmentation_solution_simd_wasm_bin.wasm?url';
import type { Processed } from './processed';

const files: Record<string, string> = {
  'selfie_segmentation.binarypb': graph,
  'selfie_segmentation.tflite': model,
  'selfie_segmentation_landscape.tflite': landscape,
  'selfie_segmentation_solution_simd_wasm_bin.js': script,
  'selfie_segmentation_solution_simd_wasm_bin.wasm': wasm,
};

const framesPerSecond = 20;

type Maker = typeof SelfieSegmentation;
let loaded: Promise<Maker> | undefined;

/** The library is no module: it puts its class on the window. */
function load(): Promise<Maker> {
  loaded ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = library;
    script.onload = () =>
      resolve((globalThis as unknown as { SelfieSegmentation: Maker }).SelfieSegmentation);
    script.onerror = () => {
      loaded = undefined;
      reject(new Error('the library for blurring did not come'));
    };
    document.head.append(script);
  });
  return loaded;
}

/** Blurs what is behind the person in a camera's track. Everything is computed on this machine. */
export async function blurBackground(track: MediaStreamTrack): Promise<Processed> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await video.play();

  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  const Segmentation = await load();
  const segmentation = new Segmentation({ locateFile: (name) => files[name] ?? name });
  segmentation.setOptions({ modelSelection: 1 });
  segmentation.onResults((results) => draw(pen, canvas, results));
  await segmentation.initialize();

  let over = false;
  const work = async () => {
    while (!over) {
      const began = performance.now();
      if (video.videoWidth > 0) {
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        await segmentation.send({ image: video }).catch(() => undefined);
      }
      const rest = Math.max(5, 1000 / framesPerSecond - (performance.now() - began));
      await new Promise((done) => setTimeout(done, rest));
    }
    await segmentation.close();
  };
  const [blurred] = canvas.captureStream(framesPerSecond).getVideoTracks();
  if (!blurred) throw new Error('no track from the canvas');
  void work();
  return {
    track: blurred,
    stop: () => {
      over = true;
      blurred.stop();
      video.srcObject = null;
    },
  };
}

/** The person sharp, from the mask; everything else from a blurred copy behind it. */
function draw(
  pen: CanvasRenderingContext2D,
  canvas: HTMLCanvasElement,
  { image, segmentationMask }: Results,
): void {
  const { width, height } = canvas;
  pen.save();
  pen.clearRect(0, 0, width, height);
  pen.drawImage(segmentationMask, 0, 0, width, height);
  pen.globalCompositeOperation = 'source-in';
  pen.drawImage(image, 0, 0, width, height);
  pen.globalCompositeOperation = 'destination-over';
  pen.filter = `blur(${Math.round(height / 40)}px)`;
  pen.drawImage(image, 0, 0, width, height);
  pen.restore();
}
