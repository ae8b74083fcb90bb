/** What may be chosen; the server decodes and encodes it again. */
export const pictureTypes = 'image/png,image/jpeg,image/webp';
/** Above this a file is not even opened. */
export const mostBytes = 10 * 1024 * 1024;
/** Side of the square that is sent; the server keeps a smaller one. */
const side = 512;

/** The largest square in the middle of a picture. */
export function middleSquare(width: number, height: number): { x: number; y: number; side: number } {
  const s = Math.min(width, height);
  return { x: Math.floor((width - s) / 2), y: Math.floor((height - s) / 2), side: s };
}

/** Draws the middle square of a picture or of a video's present frame. */
export function drawSquare(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const square = middleSquare(width, height);
  canvas.getContext('2d')?.drawImage(source, square.x, square.y, square.side, square.side, 0, 0, side, side);
  return canvas;
}

/** Opens a file as a picture; rejects when it is none. */
export async function openPicture(file: Blob): Promise<HTMLCanvasElement> {
  const bitmap = await createImageBitmap(file);
  try {
    return drawSquare(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

export function encodePicture(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be encoded'))),
      'image/jpeg',
      0.9,
    );
  });
}
