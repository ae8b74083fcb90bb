//go:build cgo && (avcodec || bsd)

#include "columns.h"

#include <libyuv/planar_functions.h>
#include <string.h>

enum { LONGEST_ROW = 1 << 14 }; // codec.Picture.Check allows no longer one

#if defined(__x86_64__)
#include <tmmintrin.h>

int columns_possible(void) { return __builtin_cpu_supports("ssse3"); }

__attribute__((target("ssse3")))
static void blend_columns(uint8_t *out, int w, const uint8_t *row, const column_group *g) {
	const __m128i half = _mm_set1_epi16(32);
	for (; w > 0; w -= 8, out += 8, g++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(row + g->at));
		v = _mm_shuffle_epi8(v, _mm_loadu_si128((const __m128i *)g->pick));
		v = _mm_maddubs_epi16(v, _mm_loadu_si128((const __m128i *)g->weigh));
		v = _mm_srli_epi16(_mm_add_epi16(v, half), 6);
		v = _mm_packus_epi16(v, v);
		if (w >= 8) {
			_mm_storel_epi64((__m128i *)out, v);
		} else {
			uint8_t last[16];
			_mm_storeu_si128((__m128i *)last, v);
			memcpy(out, last, w);
		}
	}
}
#else
int columns_possible(void) { return 0; }

static void blend_columns(uint8_t *out, int w, const uint8_t *row, const column_group *g) {}
#endif

void scale_columns(const uint8_t *src, int src_stride, int sw, int sh,
		uint8_t *dst, int dst_stride, int dw, int dh, const column_group *groups) {
	uint8_t row[LONGEST_ROW + 16]; // sixteen are loaded wherever a group begins
	memset(row + sw, 0, 16);
	int filled = -1; // position of the row that is in row
	for (int y = 0; y < dh; y++, dst += dst_stride) {
		// As between in bilinear.go.
		int64_t at = ((2 * y + 1) * (int64_t)sh * 256 / dh - 256) / 2;
		at = at < 0 ? 0 : at > (sh - 1) * 256 ? (sh - 1) * 256 : at;
		if (filled != at) {
			const uint8_t *a = src + (at >> 8) * src_stride;
			if (at & 255)
				InterpolatePlane(a, src_stride, a + src_stride, src_stride, row, sw, sw, 1, at & 255);
			else
				memcpy(row, a, sw);
			filled = at;
		}
		blend_columns(dst, dw, row, groups);
	}
}
