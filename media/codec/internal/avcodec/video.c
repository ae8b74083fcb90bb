//go:build cgo && avcodec

#include "video.h"

#include <libavcodec/avcodec.h>
#include <libavutil/pixdesc.h>
#include <stdlib.h>
#include <string.h>

extern const AVCodec ff_h264_decoder, ff_hevc_decoder, ff_mjpeg_decoder, ff_vp8_decoder;

struct video_decoder {
	AVCodecContext *context;
	AVPacket *packet;
	AVFrame *frame;
	AVBufferRef *input; // used again while nobody holds it
	int cut_short;      // a part of the unit ended before its time
};

// work does what avcodec_default_execute2 does, and minds the results: the decoder for
// VP8 does not, so that half a frame would pass for a whole one.
static int work(AVCodecContext *c, int (*part)(AVCodecContext *, void *, int, int), void *arg, int *results, int count) {
	video_decoder *d = c->opaque;
	for (int i = 0; i < count; i++) {
		int result = part(c, arg, i, 0);
		if (results)
			results[i] = result;
		if (result < 0)
			d->cut_short = 1;
	}
	return 0;
}

video_decoder *video_open(int kind, int64_t max_pixels) {
	const AVCodec *codecs[] = {&ff_h264_decoder, &ff_hevc_decoder, &ff_mjpeg_decoder, &ff_vp8_decoder};
	av_log_set_level(AV_LOG_QUIET);
	video_decoder *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	d->context = avcodec_alloc_context3(codecs[kind]);
	d->packet = av_packet_alloc();
	d->frame = av_frame_alloc();
	if (d->context && d->packet && d->frame) {
		d->context->thread_count = 1;
		d->context->max_pixels = max_pixels;
		if (kind == VIDEO_VP8) {
			d->context->opaque = d;
			d->context->execute2 = work;
		}
		if (avcodec_open2(d->context, codecs[kind], NULL) == 0)
			return d;
	}
	video_close(d);
	return NULL;
}

void video_close(video_decoder *d) {
	avcodec_free_context(&d->context);
	av_frame_free(&d->frame);
	av_buffer_unref(&d->input);
	if (d->packet)
		d->packet->buf = NULL;
	av_packet_free(&d->packet);
	free(d);
}

// input_for makes sure that d->input is ours alone and has room for size bytes
// and the zeros that FFmpeg wants behind them.
static int input_for(video_decoder *d, size_t size) {
	size += AV_INPUT_BUFFER_PADDING_SIZE;
	if (d->input && d->input->size >= size && av_buffer_is_writable(d->input))
		return 0;
	av_buffer_unref(&d->input);
	d->input = av_buffer_alloc(size + size / 2);
	return d->input ? 0 : AVERROR(ENOMEM);
}

int video_send(video_decoder *d, const void *data, int size, int64_t time) {
	av_frame_unref(d->frame);
	d->cut_short = 0;
	if (!data)
		return avcodec_send_packet(d->context, NULL);
	int err = input_for(d, size);
	if (err < 0)
		return err;
	memcpy(d->input->data, data, size);
	memset(d->input->data + size, 0, AV_INPUT_BUFFER_PADDING_SIZE);
	d->packet->buf = d->input;
	d->packet->data = d->input->data;
	d->packet->size = size;
	d->packet->pts = d->packet->dts = time;
	err = avcodec_send_packet(d->context, d->packet);
	d->packet->buf = NULL;
	return err;
}

static int chroma_of(const AVPixFmtDescriptor *f) {
	if (!f || f->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_ALPHA))
		return -1;
	if (f->nb_components == 1)
		return 3;
	if (f->nb_components != 3 || !(f->flags & AV_PIX_FMT_FLAG_PLANAR))
		return -1;
	if (f->log2_chroma_w == 1 && f->log2_chroma_h == 1)
		return 0;
	if (f->log2_chroma_w == 1 && f->log2_chroma_h == 0)
		return 1;
	if (f->log2_chroma_w == 0 && f->log2_chroma_h == 0)
		return 2;
	return -1;
}

int video_receive(video_decoder *d, video_frame *out) {
	AVFrame *f = d->frame;
	int err = avcodec_receive_frame(d->context, f);
	if (err == AVERROR(EAGAIN) || err == AVERROR_EOF)
		return 0;
	if (err < 0)
		return err;
	const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(f->format);
	memset(out, 0, sizeof *out);
	out->width = f->width;
	out->height = f->height;
	out->chroma = chroma_of(format);
	out->depth = format ? format->comp[0].depth : 0;
	out->full_range = f->color_range == AVCOL_RANGE_JPEG ||
		f->format == AV_PIX_FMT_YUVJ420P || f->format == AV_PIX_FMT_YUVJ422P || f->format == AV_PIX_FMT_YUVJ444P;
	out->damaged = d->cut_short || f->decode_error_flags != 0 || f->flags & AV_FRAME_FLAG_CORRUPT;
	out->time = f->pts;
	for (int i = 0; i < 3; i++) {
		out->plane[i] = f->data[i];
		out->stride[i] = f->linesize[i];
	}
	return 1;
}

void video_reset(video_decoder *d) {
	av_frame_unref(d->frame);
	avcodec_flush_buffers(d->context);
}
