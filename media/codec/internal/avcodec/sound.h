#include <stdint.h>

enum { SOUND_AAC, SOUND_G726, SOUND_G726_AAL2 };

typedef struct sound_decoder sound_decoder;
typedef struct aac_encoder aac_encoder;

// sound_open gives NULL when there is no memory or config is broken. config is
// the AudioSpecificConfig of AAC, or empty where the packets have ADTS headers; rate in Hz and the bits of a coded
// sample are those of G726.
sound_decoder *sound_open(int kind, const void *config, int config_size, int rate, int bits);
void sound_close(sound_decoder *d);

// sound_decode gives the number of samples for each channel that it has written
// to pcm as 16 bits, interleaved; -1 if the packet is broken, -2 if pcm is too
// short, -3 if there are too many channels or the format is none of ours.
int sound_decode(sound_decoder *d, const void *data, int size, int16_t *pcm, int room, int *channels, int *rate);

aac_encoder *aac_open(int rate, int channels, int bit_rate);
void aac_close(aac_encoder *e);

// aac_config gives the AudioSpecificConfig.
const uint8_t *aac_config(const aac_encoder *e, int *size);
int aac_delay(const aac_encoder *e);

// aac_encode takes 1024 samples for each channel (NULL at the end) and gives 1
// with a packet that lasts until the next call, 0 when there is none yet, or
// FFmpeg's error.
int aac_encode(aac_encoder *e, const int16_t *pcm, const uint8_t **data, int *size);
