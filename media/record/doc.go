// Package record writes a conference's recording: one MP4 file with a picture and
// its sound, or a participant's own tracks beside it. It takes coded frames and
// knows nothing of where they come from.
//
// Words: a [Writer] writes one file, from [Create] to [Writer.Close]. What comes
// within a second is a batch; written and synced it is a fragment (moof and mdat),
// with a run of samples for each track. The index (moov) is made at the end and
// stands in front. How one becomes the other without a copy is told in file.go.
//
// While it is written the file is a fragmented MP4, which players and ffprobe
// open; after Close it is a plain one, whose index comes first. Killed at any
// moment, it has all but the last two seconds; [Recover] finishes it at the next
// start. The state of a file is in the file: there is no list of unfinished ones,
// and no sidecar. [List] tells what is in a folder.
//
// Time comes in with each frame, on one clock for all tracks of a file, and goes
// out as it came, to 1/90000 s for pictures and to the sample for sound: pauses
// of the picture, sound that begins later, all as it was. The time of day is only
// in the name and the start.
//
// What bites: pictures must come in the order they are shown (no B pictures), an
// H.264 file has one picture size ([ErrPictureChanged]), and frames before the
// first key frame are left out, as are those after a gap that a slow disk made.
// The recording may end by itself: watch [Writer.Done].
package record
