import Foundation
import SDPSessions
import SIPSyntax
import TestMaterial
import Testing

/// What an independent program reads from the session descriptions of the wild.
@Suite("Session descriptions as another program reads them")
struct DescriptionFieldsTests {
  @Test(
    "connection, media and telephone-events agree",
    .enabled(if: !Corpus.files(below: Corpus.sip).isEmpty, "the larger corpus is not here"),
    arguments: ["ua-style", "captured-here", "pcap", "volte"].flatMap {
      ExpectedFields.all(in: Corpus.sip.appending(path: "wild/\($0)"))
    })
  func agree(_ expected: ExpectedFields) throws {
    let bytes = try #require(Corpus.bytes(expected.file))
    guard let message = try? SIPMessage.parse(datagram: bytes), let body = try? message.sessionDescription,
      let description = try? SessionDescription.parse(body)
    else { return }  // judged by its verdict
    let connections = [description.connection] + description.media.map(\.connection)
    if let right = expected.values["sdp-c"], !right.isEmpty {
      let found = connections.compactMap { $0 }.map { "IN \($0.addressType.rawValue) \($0.address)" }
      for value in Self.parts(right) { #expect(found.contains(value), "c=\(value)") }
    }
    if let right = expected.values["sdp-m"], !right.isEmpty {
      let found = description.media.map {
        ([$0.kind, "\($0.port)", $0.transport] + $0.formats).joined(separator: " ")
      }
      for value in Self.parts(right) { #expect(found.contains(value), "m=\(value)") }
    }
    let maps = description.media.flatMap(\.attributes).filter { $0.name == "rtpmap" }.compactMap(\.value)
    for value in Self.parts(expected.values["dtmf-payloads"] ?? "", at: " ") {
      let payload = value.split(separator: "/")
      let wanted = "\(payload.first ?? "") telephone-event/\(payload.dropFirst().first ?? "")"
      #expect(maps.contains { $0.lowercased().hasPrefix(wanted) }, "\(value)")
    }
  }

  private static func parts(_ column: String, at separator: Character = "|") -> [String] {
    column.split(separator: separator).map { $0.trimmingCharacters(in: .whitespaces) }
  }
}

extension SIPMessage {
  fileprivate var sessionDescription: [UInt8]? {
    get throws(SIPParseError) {
      switch self {
      case .request(let request): try request.sessionDescription
      case .response(let response): try response.sessionDescription
      }
    }
  }
}
