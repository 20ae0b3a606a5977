/// What an RTP audio medium names that we can use: our codecs and telephone-event, with the payload types of its
/// sender.
struct AudioFormats: Sendable, Equatable {
  struct Choice: Sendable, Equatable {
    let codec: AudioCodec
    let payloadType: UInt8
  }

  /// Telephone-events at one clock (RFC 4733 §2.1).
  struct Event: Sendable, Equatable {
    let payloadType: UInt8
    let clockRate: UInt32
  }

  /// Our codecs in the order of the medium's formats.
  let codecs: [Choice]

  /// The first for each clock of ours.
  let events: [Event]

  /// The first for comfort noise at 8 kHz; nil where none is named.
  private let noisePayloadType: UInt8?

  init(_ medium: MediaDescription, allowed: [AudioCodec]) {
    let names = Self.encodings(medium.attributes)
    var codecs: [Choice] = []
    var events: [Event] = []
    var noise: UInt8?
    for format in medium.formats {
      // Written as it would be in an answer, which has to repeat it: `00` is nobody's payload type.
      guard let payloadType = format.decimal(UInt8.self), payloadType <= 127, format == "\(payloadType)",
        let name = names[payloadType] ?? Self.staticEncodings[payloadType]
      else { continue }
      if let clock = Self.eventClocks[name] {
        if !events.contains(where: { $0.clockRate == clock }) {
          events.append(Event(payloadType: payloadType, clockRate: clock))
        }
      } else if name == ComfortNoiseFormat.encoding {
        noise = noise ?? payloadType
      } else if let codec = allowed.first(where: { $0.encoding.uppercased() == name }) {
        codecs.append(Choice(codec: codec, payloadType: payloadType))
      }
    }
    self.codecs = codecs
    self.events = events
    noisePayloadType = noise
  }

  /// The comfort noise that goes with a codec: its clock is the codec's (RFC 3389 §4).
  func noise(beside codec: AudioCodec) -> UInt8? {
    codec.clockRate == ComfortNoiseFormat.clockRate ? noisePayloadType : nil
  }

  /// The events that go with a codec: those with its clock, else those of the telephone, which some send beside any.
  func event(beside codec: AudioCodec) -> Event? {
    events.first { $0.clockRate == codec.clockRate } ?? events.first { $0.clockRate == 8_000 }
  }

  private static let staticEncodings: [UInt8: String] = Dictionary(
    uniqueKeysWithValues: AudioCodec.allCases.compactMap { codec in
      codec.staticPayloadType.map { ($0, codec.encoding.uppercased()) }
    } + [(ComfortNoiseFormat.payloadType, ComfortNoiseFormat.encoding)])

  private static let eventClocks: [String: UInt32] = [
    "TELEPHONE-EVENT/8000": 8_000, "TELEPHONE-EVENT/16000": 16_000, "TELEPHONE-EVENT/48000": 48_000,
  ]

  /// `rtpmap` encodings in capitals; one channel is not mentioned. Broken maps are ignored.
  private static func encodings(_ attributes: [SessionAttribute]) -> [UInt8: String] {
    var names: [UInt8: String] = [:]
    for attribute in attributes where attribute.name == "rtpmap" {
      var fields = LineFields(attribute.value ?? "", line: 0)
      guard let payloadType = fields.next()?.decimal(UInt8.self), let encoding = fields.next() else { continue }
      let name = encoding.uppercased()
      let isMono = name.hasSuffix("/1") && name.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 2
      names[payloadType] = names[payloadType] ?? (isMono ? String(name.dropLast(2)) : name)
    }
    return names
  }
}
