//go:build cgo && avcodec

#include "sound.h"

#include <libavcodec/avcodec.h>
#include <libavutil/channel_layout.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const AVCodec ff_aac_decoder, ff_aac_encoder, ff_adpcm_g726_decoder, ff_adpcm_g726le_decoder;

struct sound_decoder {
	AVCodecContext *context;
	AVPacket *packet;
	AVFrame *frame;
	AVBufferRef *input; // used again while nobody holds it
};

sound_decoder *sound_open(int kind, const void *config, int config_size, int rate, int bits) {
	// The bits of G726 in RTP stand from the right, RFC 3551 section 4.5.4.
	const AVCodec *codecs[] = {&ff_aac_decoder, &ff_adpcm_g726le_decoder, &ff_adpcm_g726_decoder};
	av_log_set_level(AV_LOG_QUIET);
	sound_decoder *d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	d->context = avcodec_alloc_context3(codecs[kind]);
	d->packet = av_packet_alloc();
	d->frame = av_frame_alloc();
	if (!d->context || !d->packet || !d->frame)
		goto failed;
	if (kind != SOUND_AAC) {
		d->context->sample_rate = rate;
		d->context->bits_per_coded_sample = bits;
		av_channel_layout_default(&d->context->ch_layout, 1);
	}
	if (config_size > 0) {
		d->context->extradata = av_mallocz(config_size + AV_INPUT_BUFFER_PADDING_SIZE);
		if (!d->context->extradata)
			goto failed;
		memcpy(d->context->extradata, config, config_size);
		d->context->extradata_size = config_size;
	}
	if (avcodec_open2(d->context, codecs[kind], NULL) == 0)
		return d;
failed:
	sound_close(d);
	return NULL;
}

void sound_close(sound_decoder *d) {
	avcodec_free_context(&d->context);
	av_frame_free(&d->frame);
	av_buffer_unref(&d->input);
	if (d->packet)
		d->packet->buf = NULL;
	av_packet_free(&d->packet);
	free(d);
}

static int16_t sample(float f) {
	f *= 32768;
	return f >= 32767 ? 32767 : f <= -32768 ? -32768 : (int16_t)lrintf(f);
}

int sound_decode(sound_decoder *d, const void *data, int size, int16_t *pcm, int room, int *channels, int *rate) {
	size_t want = (size_t)size + AV_INPUT_BUFFER_PADDING_SIZE;
	if (!d->input || d->input->size < want || !av_buffer_is_writable(d->input)) {
		av_buffer_unref(&d->input);
		if (!(d->input = av_buffer_alloc(want * 2)))
			return -1;
	}
	memcpy(d->input->data, data, size);
	memset(d->input->data + size, 0, AV_INPUT_BUFFER_PADDING_SIZE);
	d->packet->buf = d->input;
	d->packet->data = d->input->data;
	d->packet->size = size;
	int err = avcodec_send_packet(d->context, d->packet);
	d->packet->buf = NULL;
	if (err < 0)
		return -1;
	int total = 0, result = 0;
	while (result == 0 && avcodec_receive_frame(d->context, d->frame) == 0) {
		AVFrame *f = d->frame;
		int n = f->ch_layout.nb_channels;
		*channels = n;
		*rate = f->sample_rate;
		if (n < 1 || n > 8 || f->nb_samples < 1)
			result = -3;
		else if ((int64_t)f->nb_samples * n > room - total)
			result = -2;
		else if (f->format == AV_SAMPLE_FMT_FLTP)
			for (int c = 0; c < n; c++) {
				const float *from = (const float *)f->extended_data[c];
				for (int i = 0; i < f->nb_samples; i++)
					pcm[total + i * n + c] = sample(from[i]);
			}
		else if (f->format == AV_SAMPLE_FMT_S16)
			memcpy(pcm + total, f->data[0], (size_t)f->nb_samples * n * 2);
		else
			result = -3;
		if (result == 0)
			total += f->nb_samples * n;
		av_frame_unref(f);
	}
	// The next call expects a decoder that has been emptied.
	while (result != 0 && avcodec_receive_frame(d->context, d->frame) == 0)
		av_frame_unref(d->frame);
	return result ? result : *channels ? total / *channels : 0;
}

struct aac_encoder {
	AVCodecContext *context;
	AVPacket *packet;
	AVFrame *frame;
	int64_t time;
};

aac_encoder *aac_open(int rate, int channels, int bit_rate) {
	av_log_set_level(AV_LOG_QUIET);
	aac_encoder *e = calloc(1, sizeof *e);
	if (!e)
		return NULL;
	e->context = avcodec_alloc_context3(&ff_aac_encoder);
	e->packet = av_packet_alloc();
	e->frame = av_frame_alloc();
	if (!e->context || !e->packet || !e->frame)
		goto failed;
	AVCodecContext *c = e->context;
	c->sample_rate = rate;
	c->sample_fmt = AV_SAMPLE_FMT_FLTP;
	c->bit_rate = bit_rate;
	c->time_base = (AVRational){1, rate};
	c->flags |= AV_CODEC_FLAG_GLOBAL_HEADER; // the configuration apart, no ADTS
	c->thread_count = 1;
	av_channel_layout_default(&c->ch_layout, channels);
	AVDictionary *options = NULL;
	av_dict_set(&options, "aac_coder", "fast", 0); // half the price of the default
	int err = avcodec_open2(c, &ff_aac_encoder, &options);
	av_dict_free(&options);
	if (err < 0)
		goto failed;
	e->frame->nb_samples = c->frame_size;
	e->frame->format = AV_SAMPLE_FMT_FLTP;
	e->frame->sample_rate = rate;
	if (av_channel_layout_copy(&e->frame->ch_layout, &c->ch_layout) < 0 || av_frame_get_buffer(e->frame, 0) < 0)
		goto failed;
	return e;
failed:
	aac_close(e);
	return NULL;
}

void aac_close(aac_encoder *e) {
	avcodec_free_context(&e->context);
	av_frame_free(&e->frame);
	av_packet_free(&e->packet);
	free(e);
}

const uint8_t *aac_config(const aac_encoder *e, int *size) {
	*size = e->context->extradata_size;
	return e->context->extradata;
}

int aac_delay(const aac_encoder *e) { return e->context->initial_padding; }

int aac_encode(aac_encoder *e, const int16_t *pcm, const uint8_t **data, int *size) {
	int err;
	av_packet_unref(e->packet);
	if (pcm) {
		int n = e->context->ch_layout.nb_channels;
		if ((err = av_frame_make_writable(e->frame)) < 0)
			return err;
		for (int c = 0; c < n; c++) {
			float *to = (float *)e->frame->extended_data[c];
			for (int i = 0; i < e->frame->nb_samples; i++)
				to[i] = pcm[i * n + c] / 32768.0f;
		}
		e->frame->pts = e->time;
		e->time += e->frame->nb_samples;
	}
	err = avcodec_send_frame(e->context, pcm ? e->frame : NULL);
	if (err < 0 && !(err == AVERROR_EOF && !pcm))
		return err;
	err = avcodec_receive_packet(e->context, e->packet);
	if (err == AVERROR(EAGAIN) || err == AVERROR_EOF)
		return 0;
	if (err < 0)
		return err;
	*data = e->packet->data;
	*size = e->packet->size;
	return 1;
}
