import { api } from '../../api/client';
import { ApiError } from '../../api/problem';

/** What a backup holds. */
export interface BackupContents {
  id: string;
  made: string;
  people: number;
  conferences: number;
  withKey: boolean;
}

/** Uploads a backup; `progress` gets the part that is sent, 0 to 1. `fetch` cannot tell that. */
export function stageBackup(
  file: Blob,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<BackupContents> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/admin/restore');
    request.setRequestHeader('Content-Type', 'application/x-tar');
    request.responseType = 'json';
    request.upload.onprogress = (e) => progress(e.lengthComputable ? e.loaded / e.total : 0);
    request.onload = () => {
      const { status, response } = request;
      if (status === 200) resolve(response as BackupContents);
      else reject(new ApiError(status, response?.code ?? 'internal', response?.detail ?? ''));
    };
    request.onerror = () => reject(new ApiError(0, 'offline', ''));
    request.onabort = () => reject(new DOMException('given up', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

export const forgetBackup = () => api.delete('/admin/restore');
export const putBackup = (id: string, serverName: string) =>
  api.post<void>('/admin/restore/put', { id, serverName });

/** Whether a server answers that started after `since`; one without our session is another state already. */
export async function isBack(since: string | undefined): Promise<boolean> {
  try {
    const now = await api.get<{ machine: { since: string } }>('/admin/running');
    return now.machine.since !== since;
  } catch (error) {
    return error instanceof ApiError && (error.status === 401 || error.status === 403);
  }
}
