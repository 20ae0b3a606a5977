internal import Redaction
internal import SDPSessions

/// What the body of a message is about, in a few words for a ladder.
enum BodySummary {
  /// The static payload types that telephones still use (RFC 3551 §6).
  private static let staticNames: [String: String] = [
    "0": "pcmu", "3": "gsm", "4": "g723", "8": "pcma", "9": "g722", "15": "g728", "18": "g729",
  ]

  /// Codecs beyond these are counted, so that an arrow keeps its length.
  private static let namesShown = 4

  /// Nil when there is no body.
  ///
  /// - Parameter type: the value of Content-Type in small letters; empty when there is none.
  static func text(_ body: ArraySlice<UInt8>, type: String, isCut: Bool) -> String? {
    guard !body.isEmpty else { return nil }
    let media = type.prefix { $0 != ";" }.filter { !$0.isWhitespace }
    guard media.isEmpty || media == "application/sdp" else {
      return String(media.split(separator: "/").last ?? "body").printable
    }
    guard !isCut, let description = try? SessionDescription.parse(Array(body)) else { return "sdp" }
    return text(description)
  }

  private static func text(_ description: SessionDescription) -> String {
    guard let audio = description.media.first(where: { $0.kind.lowercased() == "audio" }) else { return "no audio" }
    guard audio.port != 0 else { return "audio refused" }
    var words = codecs(of: audio)
    if audio.transport.uppercased().contains("SAVP") { words.append("srtp") }
    let direction = audio.attributes.direction ?? description.attributes.direction ?? .sendReceive
    let address = audio.connection?.address ?? description.connection?.address
    if !direction.receives || address == "0.0.0.0" { words.append("hold") }
    if direction == .receiveOnly { words.append("held") }
    return words.isEmpty ? "sdp" : words.joined(separator: " ")
  }

  /// The codecs in the order of preference, without keys and comfort noise, which are none.
  private static func codecs(of audio: MediaDescription) -> [String] {
    let names = audio.formats.compactMap { format -> String? in
      let map = audio.attributes.first { $0.name == "rtpmap" && ($0.value ?? "").hasPrefix(format + " ") }
      let name = map?.value?.split(separator: " ").last?.split(separator: "/").first.map { $0.lowercased() }
      guard let name = name ?? staticNames[format], name != "telephone-event", name != "cn" else { return nil }
      return name.printable
    }
    let more = names.count - namesShown
    return names.prefix(namesShown) + (more > 0 ? ["+\(more)"] : [])
  }
}
