/// How much of what arrives on a stream is to be read.
package enum Attention: Sendable, Hashable {
  case everything
  /// Of packets with this payload type one in `samplingInterval`, as signs of life and for a glance whether a fax calls; of
  /// all others every one.
  case sampled(payloadType: UInt8)

  /// At fifty packets a second, one in 1.28 s: a source that falls silent is noticed in time all the same.
  package static let samplingInterval: UInt16 = 64
}
