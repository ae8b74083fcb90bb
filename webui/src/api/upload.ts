import { address } from './client';
import { ApiError, codeOfStatus } from './problem';
import type { UploadedFile } from './types';

/**
 * Sends a file into the chat of a conference. XMLHttpRequest, for fetch tells
 * nothing of the progress of a request. `progress` gets 0…1.
 */
export function uploadFile(
  cid: string,
  secret: string,
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.set('file', file, file.name);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', address(`/conferences/${encodeURIComponent(cid)}/files`));
    xhr.setRequestHeader('Authorization', `Participant ${secret}`);
    xhr.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve(JSON.parse(xhr.responseText) as UploadedFile);
      else reject(refusalOf(xhr));
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
