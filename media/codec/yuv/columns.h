#include <stdint.h>

// column_group says how eight neighbouring samples of a row come from sixteen
// source samples: each from two of them, weighed by parts of 64.
typedef struct {
	int32_t at;        // the first source sample
	uint8_t pick[16];  // pairs of positions behind it
	int8_t weigh[16];  // pairs of parts
} column_group;

// columns_possible tells whether the processor has what scale_columns needs.
int columns_possible(void);

// scale_columns scales a plane, over the nearest two rows and by groups over the
// nearest two columns. There are (dw + 7) / 8 groups.
void scale_columns(const uint8_t *src, int src_stride, int sw, int sh,
	uint8_t *dst, int dst_stride, int dw, int dh, const column_group *groups);
