import { address } from './client';
import { ApiError, codeOfStatus } from './problem';
import type { UploadedFile } from './types';

/** Sends a file into the chat of a conference, as who has the seat with this secret. */
export const uploadFile = (
  cid: string,
  secret: string,
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
) =>
  sendFile<UploadedFile>(
    `/conferences/${encodeURIComponent(cid)}/files`,
    { Authorization: `Participant ${secret}` },
    file,
    progress,
    signal,
  );

/**
 * Sends a file as field `file` of a form. XMLHttpRequest, for fetch tells nothing
 * of the progress of a request. `progress` gets 0…1.
 */
export function sendFile<T>(
  path: string,
  headers: Record<string, string>,
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.set('file', file, file.name);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', address(path));
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    xhr.onload = () => {
      if (xhr.status < 200 || xhr.status >= 300) reject(refusalOf(xhr));
      else resolve(JSON.parse(xhr.responseText) as T);
    };
    xhr.onerror = () => reject(new ApiError(0, 'offline', ''));
    xhr.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    signal.addEventListener('abort', () => xhr.abort(), { once: true });
    xhr.send(form);
  });
}

function refusalOf(xhr: XMLHttpRequest): ApiError {
  try {
    const problem = JSON.parse(xhr.responseText) as Record<string, unknown>;
    return new ApiError(
      xhr.status,
      String(problem.code ?? codeOfStatus(xhr.status)),
      String(problem.detail ?? ''),
    );
  } catch {
    return new ApiError(xhr.status, codeOfStatus(xhr.status), '');
  }
}
