import CSpandsp

/// Hears a tone of 1100 Hz that lasts as long as CNG does (spandsp, which wants 415 ms without a break), at 8 kHz.
///
/// It says nothing of what is before and behind. Nothing is allocated after `init`.
package final class FaxToneDetector {
  private let state: OpaquePointer?

  package init() {
    state = modem_connect_tones_rx_init(nil, Int32(MODEM_CONNECT_TONES_FAX_CNG), nil, nil)
  }

  deinit {
    modem_connect_tones_rx_free(state)
  }

  /// Takes the next samples; whether a tone has become long enough in them, once for each tone.
  package func hears(_ samples: Span<Int16>) -> Bool {
    samples.withUnsafeBufferPointer { _ = modem_connect_tones_rx(state, $0.baseAddress, Int32($0.count)) }
    return modem_connect_tones_rx_get(state) == Int32(MODEM_CONNECT_TONES_FAX_CNG)
  }
}
