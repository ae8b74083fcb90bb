import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import { path } from './conference';

/** A file of a recording (L5). */
export interface RecordingFile {
  /** Its name without the ending. */
  id: string;
  name: string;
  format: string;
  start: string;
  end: string;
  /** Seconds. */
  duration: number;
  /** Bytes. */
  size: number;
  /** Is being written; `end`, `duration` and `size` are as far as it has come. */
  running?: boolean;
  /** A participant's id and source, such as `xkn49m8vqjs5-camera`; none: the recording itself. */
  part?: string;
  /** The name of that participant. */
  participant?: string;
  url: string;
}

/** Moments between which the files must lie. */
export interface Period {
  from?: string;
  to?: string;
}

export const recordingsKey = (room: string) => ['recordings', room] as const;

/**
 * The files of a room, newest first; looked at more often while one is being
 * written, or about to be (`live`): it stands in the list a second later.
 */
export const recordingsQuery = (room: string, live: boolean, { from, to }: Period = {}) =>
  queryOptions({
    queryKey: [...recordingsKey(room), from, to],
    queryFn: async ({ signal }) =>
      (await api.get<{ recordings: RecordingFile[] }>(`${path(room)}/recordings`, { from, to }, signal))
        .recordings ?? [],
    refetchInterval: ({ state }) => (live || state.data?.some((r) => r.running) ? 3_000 : 15_000),
  });

export const startRecording = (room: string) => api.put<unknown>(`${path(room)}/live/recording`, {});
export const stopRecording = (room: string) => api.delete(`${path(room)}/live/recording`);
export const deleteRecording = (room: string, file: RecordingFile) =>
  api.delete(`${path(room)}/recordings/${encodeURIComponent(file.id)}`);

/** The address of a file for a player in the page; its `url` alone is for downloading. */
export function playerAddress({ url }: RecordingFile): string {
  return `${url}${url.includes('?') ? '&' : '?'}inline=1`;
}
