#include <alsa/asoundlib.h>

// The library writes what it does not like to standard error, in its own words. A handler that keeps it from that takes
// any number of arguments, which Swift cannot write.

static inline void calsa_say_nothing(const char *file, int line, const char *function, int error, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)error, (void)format;
}

static inline void calsa_be_quiet(void) { snd_lib_error_set_handler(calsa_say_nothing); }
