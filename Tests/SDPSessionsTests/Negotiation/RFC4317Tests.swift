import Foundation
import Testing

import SDPSessions

/// The first offers of RFC 4317's examples, answered by us; its host names made addresses, since media needs those.
@Suite("RFC 4317 offers")
struct RFC4317Tests {
  static let offers = DescriptionCorpusTests.files(below: "offer-answer").filter {
    $0.lastPathComponent.hasPrefix("rfc4317") && $0.lastPathComponent.hasSuffix("01-offer.sdp")
  }

  /// Offers in which no medium has PCMU or PCMA.
  static let withoutG711 = Set(["2_5", "2_7", "4_3", "5_1", "5_2", "5_3"].map { "rfc4317-\($0)-01-offer.sdp" })

  @Test(
    "an offer with G.711 is answered with it, one without is refused as having nothing in common", arguments: offers)
  func answered(_ file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let octets = Array(text.replacing(#/[a-z0-9]+(\.[a-z]+)+\.com/#, with: "192.0.2.7").utf8)
    var negotiation = SampleDescriptions.negotiation()
    guard !Self.withoutG711.contains(file.lastPathComponent) else {
      #expect(throws: NegotiationError.self) { try negotiation.answer(offer: octets) }
      return
    }
    let agreed = try negotiation.answer(offer: octets).agreed
    #expect(agreed.remoteHost == "192.0.2.7")
    #expect(agreed.codec == .pcmu)
    NegotiationProperties.check(octets)
  }
}
