//go:build cgo && (avcodec || bsd)

package vpx

/*
#include <stdlib.h>
#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

typedef struct {
	vpx_codec_ctx_t context;
	vpx_codec_enc_cfg_t cfg;
} encoder;

static encoder *open_encoder(int width, int height, int fps, int kbps, int screen, int cpu_used) {
	encoder *e = calloc(1, sizeof *e);
	if (!e)
		return NULL;
	if (vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &e->cfg, 0) != VPX_CODEC_OK)
		goto failed;
	e->cfg.g_w = width;
	e->cfg.g_h = height;
	e->cfg.g_timebase.num = 1;
	e->cfg.g_timebase.den = 90000;
	e->cfg.g_threads = 1;
	e->cfg.g_error_resilient = VPX_ERROR_RESILIENT_DEFAULT;
	e->cfg.g_lag_in_frames = 0;
	e->cfg.rc_end_usage = VPX_CBR;
	e->cfg.rc_target_bitrate = kbps;
	e->cfg.rc_dropframe_thresh = 0;
	e->cfg.rc_resize_allowed = 0;
	e->cfg.rc_min_quantizer = 2;
	e->cfg.rc_max_quantizer = 56;
	e->cfg.rc_undershoot_pct = 100;
	e->cfg.rc_overshoot_pct = 15;
	e->cfg.rc_buf_initial_sz = 500; // milliseconds
	e->cfg.rc_buf_optimal_sz = 600;
	e->cfg.rc_buf_sz = 1000;
	e->cfg.kf_mode = VPX_KF_DISABLED; // only when asked for
	if (vpx_codec_enc_init(&e->context, vpx_codec_vp8_cx(), &e->cfg, 0) != VPX_CODEC_OK)
		goto failed;
	vpx_codec_control(&e->context, VP8E_SET_CPUUSED, cpu_used);
	vpx_codec_control(&e->context, VP8E_SET_NOISE_SENSITIVITY, 0);
	vpx_codec_control(&e->context, VP8E_SET_STATIC_THRESHOLD, screen ? 100 : 1);
	vpx_codec_control(&e->context, VP8E_SET_SCREEN_CONTENT_MODE, screen ? 1 : 0);
	vpx_codec_control(&e->context, VP8E_SET_TOKEN_PARTITIONS, VP8_ONE_TOKENPARTITION);
	// A key frame may take half a second's worth of what a frame has on average.
	vpx_codec_control(&e->context, VP8E_SET_MAX_INTRA_BITRATE_PCT, 300 > fps * 50 ? 300 : fps * 50);
	return e;
failed:
	free(e);
	return NULL;
}

static void close_encoder(encoder *e) {
	vpx_codec_destroy(&e->context);
	free(e);
}

static int set_bitrate(encoder *e, int kbps) {
	e->cfg.rc_target_bitrate = kbps;
	return vpx_codec_enc_config_set(&e->context, &e->cfg);
}

// encode gives the coded frame in *data, which lasts until the next call.
static int encode(encoder *e, void *y, void *u, void *v, int ystride, int uvstride,
		int64_t pts, unsigned long duration, int force_key, const void **data, size_t *size, int *key) {
	*data = NULL;
	*size = 0;
	vpx_image_t image;
	if (!vpx_img_wrap(&image, VPX_IMG_FMT_I420, e->cfg.g_w, e->cfg.g_h, 1, y))
		return -1;
	image.planes[0] = y;
	image.planes[1] = u;
	image.planes[2] = v;
	image.stride[0] = ystride;
	image.stride[1] = image.stride[2] = uvstride;
	int err = vpx_codec_encode(&e->context, &image, pts, duration, force_key ? VPX_EFLAG_FORCE_KF : 0, VPX_DL_REALTIME);
	if (err != VPX_CODEC_OK)
		return err;
	vpx_codec_iter_t iter = NULL;
	for (const vpx_codec_cx_pkt_t *p; (p = vpx_codec_get_cx_data(&e->context, &iter)) != NULL;) {
		if (p->kind != VPX_CODEC_CX_FRAME_PKT)
			continue;
		*data = p->data.frame.buf;
		*size = p->data.frame.sz;
		*key = (p->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
	}
	return 0;
}
*/
import "C"

import (
	"fmt"
	"time"
	"unsafe"

	"veche/media/codec"
)

// cpuUsed is what was measured: the fastest that still looks well.
const cpuUsed = -12

// Encoder encodes VP8 for a call: no frame waits for another, none is dropped.
type Encoder struct {
	c     *C.encoder
	fps   int
	first time.Duration
	last  int64 // 90 kHz, since first
	begun bool

	// What a call gives back stands here rather than on the stack: C would have made
	// garbage of that.
	data  unsafe.Pointer
	size  C.size_t
	isKey C.int
}

// OpenEncoder opens an encoder. Rates are in frames and bits per second.
func OpenEncoder(width, height, fps, bitRate int, screen bool) (*Encoder, error) {
	shown := C.int(0)
	if screen {
		shown = 1
	}
	c := C.open_encoder(C.int(width), C.int(height), C.int(fps), C.int(kilobits(bitRate)), shown, cpuUsed)
	if c == nil {
		return nil, fmt.Errorf("vpx: cannot open an encoder for %dx%d", width, height)
	}
	return &Encoder{c: c, fps: fps}, nil
}

func kilobits(rate int) int { return max(1, (rate+500)/1000) }

// Close frees the encoder.
func (e *Encoder) Close() { C.close_encoder(e.c) }

// SetBitRate holds from the next picture on.
func (e *Encoder) SetBitRate(rate int) error {
	if code := C.set_bitrate(e.c, C.int(kilobits(rate))); code != 0 {
		return fmt.Errorf("vpx: bit rate %d: error %d", rate, int(code))
	}
	return nil
}

// Encode appends the coded picture to dst.
func (e *Encoder) Encode(dst []byte, p *codec.Picture, key bool) ([]byte, bool, error) {
	if !e.begun {
		e.begun, e.first, e.last = true, p.Time, -1
	}
	// libvpx wants times that grow, and spends bits by the time that has passed.
	at := max(e.last+1, int64((p.Time-e.first)*9/100_000))
	duration := max(1, 90000/e.fps)
	e.last = at
	force := C.int(0)
	if key {
		force = 1
	}
	code := C.encode(e.c,
		unsafe.Pointer(&p.Y[0]), unsafe.Pointer(&p.U[0]), unsafe.Pointer(&p.V[0]), C.int(p.YStride), C.int(p.UVStride),
		C.int64_t(at), C.ulong(duration), force, &e.data, &e.size, &e.isKey)
	if code != 0 {
		return dst, false, fmt.Errorf("vpx: encode: error %d", int(code))
	}
	return append(dst, unsafe.Slice((*byte)(e.data), int(e.size))...), e.isKey != 0, nil
}
