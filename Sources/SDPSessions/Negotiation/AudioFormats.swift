/// What an RTP audio medium names that we can use: our codecs and telephone-event, with the payload types of its
/// sender.
struct AudioFormats: Sendable, Equatable {
  struct Choice: Sendable, Equatable {
    let codec: AudioCodec
    let payloadType: UInt8
  }

  /// Our codecs in the order of the medium's formats.
  let codecs: [Choice]

  /// telephone-event with the clock of our codecs; other clocks belong to other codecs (RFC 4733 §2.1).
  let eventPayloadType: UInt8?

  init(_ medium: MediaDescription, allowed: [AudioCodec]) {
    let names = Self.encodingNames(medium.attributes)
    var codecs: [Choice] = []
    var event: UInt8?
    for format in medium.formats {
      // Written as it would be in an answer, which has to repeat it: `00` is nobody's payload type.
      guard let payloadType = format.decimal(UInt8.self), payloadType <= 127, format == "\(payloadType)" else {
        continue
      }
      let name = names[payloadType] ?? Self.staticNames[payloadType]
      if name == "TELEPHONE-EVENT/8000" {
        event = event ?? payloadType
      } else if let codec = allowed.first(where: { $0.encodingName + "/8000" == name }) {
        codecs.append(Choice(codec: codec, payloadType: payloadType))
      }
    }
    self.codecs = codecs
    eventPayloadType = event
  }

  private static let staticNames: [UInt8: String] = Dictionary(
    uniqueKeysWithValues: AudioCodec.allCases.map { ($0.staticPayloadType, $0.encodingName + "/8000") })

  /// `rtpmap` names in capitals with their clock; one channel is not mentioned. Broken maps are ignored.
  private static func encodingNames(_ attributes: [SessionAttribute]) -> [UInt8: String] {
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
