//go:build cgo && avcodec

// FFmpeg keeps tables of all its codecs, parsers, filters and hardware, and
// linking one of these tables pulls in some forty other libraries. We name the
// few codecs that we use directly, and define here, empty, the symbols that would
// have pulled the tables from the archive. Written for FFmpeg 5.1 (Debian 12);
// on a version with other internals the link fails.

#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
#include <stddef.h>

extern const AVBitStreamFilter ff_null_bsf;

const AVCodec *av_codec_iterate(void **opaque) { return NULL; }
const AVCodec *avcodec_find_decoder(enum AVCodecID id) { return NULL; }
const AVCodec *avcodec_find_encoder(enum AVCodecID id) { return NULL; }
const AVCodec *avcodec_find_decoder_by_name(const char *name) { return NULL; }
const AVCodec *avcodec_find_encoder_by_name(const char *name) { return NULL; }
const AVCodecParser *av_parser_iterate(void **opaque) { return NULL; }
const AVBitStreamFilter *av_bsf_iterate(void **opaque) { return NULL; }
const AVBitStreamFilter *av_bsf_get_by_name(const char *name) { return &ff_null_bsf; } // every decoder has it in front
const AVClass *ff_bsf_child_class_iterate(void **opaque) { return NULL; }

// No hardware. The decoders point at these and choose them only for a device
// that nobody gives them; their structures are smaller than this.
#define ABSENT(name) _Alignas(32) const char name[1024] = {0}

ABSENT(ff_h264_nvdec_hwaccel);
ABSENT(ff_h264_vaapi_hwaccel);
ABSENT(ff_h264_vdpau_hwaccel);
ABSENT(ff_hevc_nvdec_hwaccel);
ABSENT(ff_hevc_vaapi_hwaccel);
ABSENT(ff_hevc_vdpau_hwaccel);
ABSENT(ff_mjpeg_nvdec_hwaccel);
ABSENT(ff_mjpeg_vaapi_hwaccel);
ABSENT(ff_vp8_nvdec_hwaccel);
ABSENT(ff_vp8_vaapi_hwaccel);
ABSENT(ff_hwcontext_type_cuda);
ABSENT(ff_hwcontext_type_drm);
ABSENT(ff_hwcontext_type_opencl);
ABSENT(ff_hwcontext_type_qsv);
ABSENT(ff_hwcontext_type_vaapi);
ABSENT(ff_hwcontext_type_vdpau);
ABSENT(ff_hwcontext_type_vulkan);
