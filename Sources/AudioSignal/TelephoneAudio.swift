/// A piece of audio for the telephone, encoded once for each codec and shared by every call that plays it.
///
/// One octet is one sample at 8 kHz. It never changes after it has been made, so any thread may read it.
package final class TelephoneAudio: Sendable {
  /// Samples a second, in both codecs.
  package static let sampleRate = 8000

  /// The audio as µ-law octets. RFC 3551 §4.5.14, PCMU.
  package let muLaw: [UInt8]
  /// The audio as A-law octets. RFC 3551 §4.5.14, PCMA.
  package let aLaw: [UInt8]

  /// Encodes linear samples taken at 8 kHz.
  package init(samples: [Int16]) {
    muLaw = samples.map(G711.muLaw)
    aLaw = samples.map(G711.aLaw)
  }

  /// How many samples there are: the same number of octets in either codec.
  package var sampleCount: Int { muLaw.count }

  /// How long it plays.
  package var duration: Duration { .microseconds(sampleCount * 125) }

  /// Nothing at all: no samples.
  package static let empty = TelephoneAudio(samples: [])

  /// One beat of the media clock, 20 ms, of silence.
  package static let silence = silence(lasting: .milliseconds(20))

  /// Silence, rounded down to whole samples; none for a negative duration.
  package static func silence(lasting duration: Duration) -> TelephoneAudio {
    TelephoneAudio(samples: [Int16](repeating: 0, count: max(0, Int(duration / .microseconds(125)))))
  }
}
