//go:build cgo && (avcodec || bsd)

// Package openh264 has the encoder for H264, and a decoder for builds without
// FFmpeg's, by OpenH264.
package openh264

/*
#cgo CFLAGS: -O2
#cgo LDFLAGS: -l:libopenh264.a -l:libstdc++.a -lm -lpthread
#include <stdlib.h>
#include <string.h>
#include <wels/codec_api.h>

typedef struct {
	ISVCEncoder *svc;
	int width, height;
	SFrameBSInfo coded;
} encoder;

typedef struct {
	int width, height;
	float fps;
	int bit_rate, max_bit_rate;
	int cabac;
	int max_slice; // bytes; 0: one slice for a picture
	int screen;
	int level;
	int finest;
} encoder_config;

static void close_encoder(encoder *e) {
	if (e->svc) {
		(*e->svc)->Uninitialize(e->svc);
		WelsDestroySVCEncoder(e->svc);
	}
	free(e);
}

static encoder *open_encoder(const encoder_config *c, int *err) {
	int quiet = WELS_LOG_QUIET;
	SEncParamExt p;
	encoder *e = calloc(1, sizeof *e);
	if (!e)
		return NULL;
	e->width = c->width;
	e->height = c->height;
	if ((*err = WelsCreateSVCEncoder(&e->svc)) != 0)
		goto failed;
	(*e->svc)->SetOption(e->svc, ENCODER_OPTION_TRACE_LEVEL, &quiet);
	(*e->svc)->GetDefaultParams(e->svc, &p);
	p.iUsageType = c->screen ? SCREEN_CONTENT_REAL_TIME : CAMERA_VIDEO_REAL_TIME;
	p.iPicWidth = c->width;
	p.iPicHeight = c->height;
	p.iTargetBitrate = c->bit_rate;
	p.iMaxBitrate = c->max_bit_rate;
	p.iRCMode = RC_BITRATE_MODE;
	p.fMaxFrameRate = c->fps;
	p.iTemporalLayerNum = 1;
	p.iSpatialLayerNum = 1;
	p.iComplexityMode = LOW_COMPLEXITY;
	p.uiIntraPeriod = 0; // only when asked for
	p.iNumRefFrame = 1;
	p.eSpsPpsIdStrategy = CONSTANT_ID;
	p.iEntropyCodingModeFlag = c->cabac;
	p.bEnableFrameSkip = 0; // a picture that is handed in comes out
	p.iMultipleThreadIdc = 1;
	p.bEnableDenoise = 0;
	p.bEnableSceneChangeDetect = c->screen; // for cameras it only makes key frames nobody asked for
	p.bEnableLongTermReference = 0;
	p.uiMaxNalSize = c->max_slice;
	if (c->finest) {
		p.iMinQp = c->finest;
		p.iMaxQp = 42; // as it is for cameras without a least one; 51 would be else
	}
	SSpatialLayerConfig *l = &p.sSpatialLayers[0];
	l->iVideoWidth = c->width;
	l->iVideoHeight = c->height;
	l->fFrameRate = c->fps;
	l->iSpatialBitrate = c->bit_rate;
	l->iMaxSpatialBitrate = c->max_bit_rate;
	l->uiProfileIdc = c->cabac ? PRO_MAIN : PRO_BASELINE;
	l->uiLevelIdc = c->level;
	l->sSliceArgument.uiSliceMode = c->max_slice ? SM_SIZELIMITED_SLICE : SM_SINGLE_SLICE;
	l->sSliceArgument.uiSliceSizeConstraint = c->max_slice;
	if ((*err = (*e->svc)->InitializeExt(e->svc, &p)) != 0)
		goto failed;
	return e;
failed:
	close_encoder(e);
	return NULL;
}

static int set_rate(encoder *e, ENCODER_OPTION what, LAYER_NUM layer, int rate) {
	SBitrateInfo info = {layer, rate};
	return (*e->svc)->SetOption(e->svc, what, &info);
}

// set_bitrate changes the target and its limits in an order in which the target
// never stands above a limit.
static int set_bitrate(encoder *e, int now, int rate, int max) {
	int err = 0;
	if (rate < now)
		err = set_rate(e, ENCODER_OPTION_BITRATE, SPATIAL_LAYER_ALL, rate);
	if (!err)
		err = set_rate(e, ENCODER_OPTION_MAX_BITRATE, SPATIAL_LAYER_0, max);
	if (!err)
		err = set_rate(e, ENCODER_OPTION_MAX_BITRATE, SPATIAL_LAYER_ALL, max);
	if (!err && rate > now)
		err = set_rate(e, ENCODER_OPTION_BITRATE, SPATIAL_LAYER_ALL, rate);
	return err;
}

// encode leaves the coded picture in *data, in one piece, until the next call.
static int encode(encoder *e, void *y, void *u, void *v, int ystride, int uvstride,
		long long milliseconds, int force_key, const void **data, int *size, int *key) {
	SSourcePicture p;
	memset(&p, 0, sizeof p);
	memset(&e->coded, 0, sizeof e->coded);
	*data = NULL;
	*size = 0;
	p.iColorFormat = videoFormatI420;
	p.iPicWidth = e->width;
	p.iPicHeight = e->height;
	p.pData[0] = y;
	p.pData[1] = u;
	p.pData[2] = v;
	p.iStride[0] = ystride;
	p.iStride[1] = p.iStride[2] = uvstride;
	p.uiTimeStamp = milliseconds;
	if (force_key)
		(*e->svc)->ForceIntraFrame(e->svc, 1);
	int err = (*e->svc)->EncodeFrame(e->svc, &p, &e->coded);
	if (err)
		return err;
	if (e->coded.eFrameType == videoFrameTypeSkip || e->coded.eFrameType == videoFrameTypeInvalid || e->coded.iLayerNum == 0)
		return 0;
	*data = e->coded.sLayerInfo[0].pBsBuf; // the layers follow one another in one buffer
	for (int i = 0; i < e->coded.iLayerNum; i++) {
		const SLayerBSInfo *l = &e->coded.sLayerInfo[i];
		if (l->pBsBuf != (const unsigned char *)*data + *size)
			return -1;
		for (int n = 0; n < l->iNalCount; n++)
			*size += l->pNalLengthInByte[n];
	}
	*key = e->coded.eFrameType == videoFrameTypeIDR;
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

// Settings of an encoder. Rates are in frames and bits per second.
type Settings struct {
	Width, Height, FPS, BitRate int
	Main                        bool // main profile with CABAC; else constrained baseline
	Screen                      bool
	MaxSlice                    int // bytes; 0: one slice for a picture
	Level                       int // ten times the level; 0: what the size wants
	Finest                      int // least quantizer; 0: the library's own, 12
}

// Encoder encodes H264 for a call: no frame waits for another, none is dropped.
type Encoder struct {
	c       *C.encoder
	bitRate int
	first   time.Duration
	begun   bool

	// What a call gives back stands here rather than on the stack: C would have made
	// garbage of that.
	data  unsafe.Pointer
	size  C.int
	isKey C.int
}

// OpenEncoder opens an encoder.
func OpenEncoder(s Settings) (*Encoder, error) {
	var code C.int
	cfg := C.encoder_config{
		width: C.int(s.Width), height: C.int(s.Height), fps: C.float(s.FPS),
		bit_rate: C.int(s.BitRate), max_bit_rate: C.int(peak(s.BitRate)),
		max_slice: C.int(s.MaxSlice), level: C.int(s.Level), finest: C.int(s.Finest),
	}
	if s.Main {
		cfg.cabac = 1
	}
	if s.Screen {
		cfg.screen = 1
	}
	c := C.open_encoder(&cfg, &code)
	if c == nil {
		return nil, fmt.Errorf("openh264: cannot open an encoder for %dx%d: error %d", s.Width, s.Height, int(code))
	}
	return &Encoder{c: c, bitRate: s.BitRate}, nil
}

// peak is what single moments may take beyond the bit rate.
func peak(rate int) int { return rate + rate/2 }

// Close frees the encoder.
func (e *Encoder) Close() { C.close_encoder(e.c) }

// SetBitRate holds from the next picture on.
func (e *Encoder) SetBitRate(rate int) error {
	if code := C.set_bitrate(e.c, C.int(e.bitRate), C.int(rate), C.int(peak(rate))); code != 0 {
		return fmt.Errorf("openh264: bit rate %d: error %d", rate, int(code))
	}
	e.bitRate = rate
	return nil
}

// Encode appends the coded picture to dst.
func (e *Encoder) Encode(dst []byte, p *codec.Picture, key bool) ([]byte, bool, error) {
	if !e.begun {
		e.begun, e.first = true, p.Time
	}
	force := C.int(0)
	if key {
		force = 1
	}
	code := C.encode(e.c,
		unsafe.Pointer(&p.Y[0]), unsafe.Pointer(&p.U[0]), unsafe.Pointer(&p.V[0]), C.int(p.YStride), C.int(p.UVStride),
		C.longlong((p.Time - e.first).Milliseconds()), force, &e.data, &e.size, &e.isKey)
	if code != 0 {
		return dst, false, fmt.Errorf("openh264: encode: error %d", int(code))
	}
	return append(dst, unsafe.Slice((*byte)(e.data), int(e.size))...), e.isKey != 0, nil
}
