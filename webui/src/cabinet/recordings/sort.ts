import type { Period, RecordingFile } from '../data/recording';
import { wholeDays } from '../data/zone';

/** A recording with the participants' own files that belong to it. */
export interface Recorded {
  file: RecordingFile;
  tracks: RecordingFile[];
}

/**
 * Puts the participants' own files under the recording during which they began,
 * newest recording first. One whose recording was deleted stands alone.
 */
export function sortFiles(files: readonly RecordingFile[]): Recorded[] {
  const sorted = files
    .filter((f) => !f.part)
    .map((file): Recorded => ({ file, tracks: [] }))
    .sort((a, b) => Date.parse(b.file.start) - Date.parse(a.file.start));
  const alone: Recorded[] = [];
  for (const track of files.filter((f) => f.part)) {
    // Names know seconds, moments know more: the recording may seem to begin a little later.
    const began = Date.parse(track.start) + 1000;
    const of = sorted.find(
      ({ file: { start, end } }) => Date.parse(start) <= began && began - 2000 <= Date.parse(end),
    );
    if (of) of.tracks.push(track);
    else alone.push({ file: track, tracks: [] });
  }
  const whoThenWhat = (file: RecordingFile) => `${trackOf(file).who} ${file.part}`;
  for (const { tracks } of sorted) tracks.sort((a, b) => whoThenWhat(a).localeCompare(whoThenWhat(b)));
  return [...sorted, ...alone].sort((a, b) => Date.parse(b.file.start) - Date.parse(a.file.start));
}

/** Sources that have files of their own, as they end the `part`. */
const trackSources = ['camera', 'microphone', 'screen-audio', 'screen'] as const;
export type TrackSource = (typeof trackSources)[number];

/** Who and what is in a participant's own file. */
export function trackOf({ part = '', participant }: RecordingFile): { who: string; source?: TrackSource } {
  const source = trackSources.find((s) => part.endsWith(`-${s}`));
  return { who: participant || (source ? part.slice(0, -source.length - 1) : part), source };
}

/** What the card of a room offers (L4): nothing, the one file, or the list. */
export function offered(recorded: readonly Recorded[]): 'none' | 'one' | 'list' {
  if (recorded.length === 0) return 'none';
  return recorded.length === 1 && !recorded[0]?.file.running && recorded[0]?.tracks.length === 0
    ? 'one'
    : 'list';
}

/** The moments of a period of whole days in the person's own zone; `from` and `to` as `<input type=date>` has them. */
export function periodOf(from: string, to: string): Period {
  const days = wholeDays(from, to);
  return {
    from: days.from?.toISOString(),
    to: days.end && new Date(days.end.getTime() - 1).toISOString(),
  };
}
