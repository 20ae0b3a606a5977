internal import RTPPackets
internal import SDPSessions

/// Comfort noise (RFC 3389): silence that is described instead of sent, to a party that offered that, and what another
/// party described, which goes on as a description or as noise.
extension MediaStream {
  /// Beats from one description to the next: 200 ms, so that what stands between keeps its binding, and one that is lost
  /// is not missed.
  static let noiseInterval = 10
  /// What we describe where nobody says otherwise, in decibels below overload: a line that is open and still.
  static let restingLevel: UInt8 = 65

  /// The other party describes noise instead of saying something.
  mutating func describe(_ noise: RTPLayout, _ octets: Span<UInt8>) {
    guard let agreement, !noise.payload.isEmpty else { return }
    let level = octets[noise.payload.lowerBound] & 0x7F
    if describedLevel != level { noiseWait = 0 }
    describedLevel = level
    guard agreement.sendNoisePayloadType == nil,
      background?.codec != agreement.codec || background?.opus != agreement.opus
    else { return }
    background = BackgroundNoise(agreement.codec, opus: agreement.opus)
  }

  /// Nobody is heard any more, or speaks again.
  mutating func forgetNoise() {
    describedLevel = nil
  }

  /// Whether beats are ours though the other party's packets have just been flowing: it has said that it pauses.
  var isPaused: Bool { describedLevel != nil }

  /// Writes 20 ms of the noise that the other party described; how many octets, 0 where it described none, or where a
  /// description goes on.
  func fillNoise(_ octets: inout MutableSpan<UInt8>, at offset: Int) -> Int {
    guard let agreement, agreement.sendNoisePayloadType == nil, let describedLevel, let background,
      background.codec == agreement.codec, background.opus == agreement.opus
    else { return 0 }
    return background.write(describedLevel, into: &octets, at: offset)
  }

  /// A beat in which nothing is said to somebody who takes descriptions: one of them, or nothing; how many octets there
  /// are to send.
  mutating func noiseFrame(_ tick: Int64, _ payloadType: UInt8, into octets: inout MutableSpan<UInt8>) -> Int {
    guard destination != nil else { return 0 }
    guard noiseWait == 0 else {
      noiseWait -= 1
      return 0
    }
    guard let header = sender.noiseHeader(tick: tick, payloadType: payloadType) else { return 0 }
    noiseWait = Self.noiseInterval - 1
    header.write(into: &octets)
    octets[RTPHeader.octetCount] = describedLevel ?? Self.restingLevel
    return sealed(1, &octets)
  }
}
