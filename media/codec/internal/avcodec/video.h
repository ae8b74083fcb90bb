#include <stdint.h>

enum { VIDEO_H264, VIDEO_H265, VIDEO_MJPEG, VIDEO_VP8 };

typedef struct video_decoder video_decoder;

// video_frame is a decoded picture. The planes belong to the decoder and last
// until its next call.
typedef struct {
	int width, height;
	int chroma; // as i420.Chroma; -1: a format that we do not take
	int depth;
	int full_range;
	int damaged;
	int64_t time;
	uint8_t *plane[3];
	int stride[3];
} video_frame;

// video_open gives NULL when there is no memory.
video_decoder *video_open(int kind, int64_t max_pixels);
void video_close(video_decoder *d);

// video_send hands over one access unit; NULL stands for the end of the stream.
// It gives 0 or FFmpeg's error.
int video_send(video_decoder *d, const void *data, int size, int64_t time);

// video_receive gives 1 with a picture, 0 when there is none, or FFmpeg's error.
int video_receive(video_decoder *d, video_frame *out);

// video_reset makes d ready for a new stream after the end of one.
void video_reset(video_decoder *d);
