#include <opus.h>

// The library's control functions take any number of arguments, which Swift cannot call.

static inline int copus_set_bitrate(OpusEncoder *encoder, opus_int32 bits) {
  return opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bits));
}

static inline int copus_set_variable_bitrate(OpusEncoder *encoder, opus_int32 is_variable) {
  return opus_encoder_ctl(encoder, OPUS_SET_VBR(is_variable));
}

static inline int copus_set_max_bandwidth(OpusEncoder *encoder, opus_int32 bandwidth) {
  return opus_encoder_ctl(encoder, OPUS_SET_MAX_BANDWIDTH(bandwidth));
}

static inline int copus_set_complexity(OpusEncoder *encoder, opus_int32 complexity) {
  return opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(complexity));
}

static inline int copus_set_forward_correction(OpusEncoder *encoder, opus_int32 percent_lost) {
  int result = opus_encoder_ctl(encoder, OPUS_SET_INBAND_FEC(percent_lost > 0 ? 1 : 0));
  return result == OPUS_OK ? opus_encoder_ctl(encoder, OPUS_SET_PACKET_LOSS_PERC(percent_lost)) : result;
}
