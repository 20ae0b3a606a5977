/// How the other side wants to be sent Opus, by the `fmtp` of its description (RFC 7587 §6.1, §7). It declares this for
/// its own ears only: nothing is negotiated.
///
/// `stereo` is not read, since we send one channel, nor `cbr`, which is a wish, nor `usedtx`, since we never stop sending.
package struct OpusPreferences: Sendable, Hashable {
  /// Bits a second that it wants at most, on average, 6000 to 510 000; nil where it does not say, or says what no coder
  /// can do.
  package var mostBits: Int?
  /// Samples a second that it can play: what lies above half of that it does not hear.
  package var playbackRate: Int
  /// Whether it makes use of what a packet repeats of the one before.
  package var usesCorrection: Bool

  package init(mostBits: Int? = nil, playbackRate: Int = 48_000, usesCorrection: Bool = false) {
    self.mostBits = mostBits
    self.playbackRate = playbackRate
    self.usesCorrection = usesCorrection
  }

  /// What is said of one payload type. What cannot be read counts as not said; of what is said twice the first counts.
  init(_ attributes: [SessionAttribute], payloadType: UInt8) {
    self.init()
    var seen: Set<String> = []
    for parameter in attributes.formatParameters(of: payloadType) {
      let (name, text) = parameter.divided(at: UInt8(ascii: "="))
      let key = name.lowercased()
      guard let text, seen.insert(key).inserted else { continue }
      switch key {
      case "maxaveragebitrate":
        mostBits = text.decimal(UInt32.self).map { Int($0) }.flatMap { Self.bitRates.contains($0) ? $0 : nil }
      case "maxplaybackrate":
        if let rate = text.decimal(UInt32.self), Self.playbackRates.contains(Int(rate)) { playbackRate = Int(rate) }
      case "useinbandfec": usesCorrection = text == "1"
      default: break
      }
    }
  }

  /// What else is said is ignored (RFC 7587 §7.1).
  private static let bitRates = 6_000...510_000
  private static let playbackRates = 8_000...48_000
}

extension [SessionAttribute] {
  /// The parameters of the `fmtp` of a payload type, each as it was written, without the blanks around it.
  fileprivate func formatParameters(of payloadType: UInt8) -> [String] {
    flatMap { attribute -> [String] in
      guard attribute.name == "fmtp", let value = attribute.value else { return [] }
      let (format, parameters) = value.divided(at: UInt8(ascii: " "))
      guard format == "\(payloadType)", let parameters else { return [] }
      return parameters.utf8.split(separator: UInt8(ascii: ";")).compactMap { part in
        var fields = LineFields(String(Substring(part)), line: 0)
        return fields.next()
      }
    }
  }
}
