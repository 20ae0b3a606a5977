import Foundation
import Testing

import SDPSessions

@Suite("Session descriptions of the RFCs, of the wild, and broken ones")
struct DescriptionCorpusTests {
  static let corpus = URL(filePath: #filePath + "/../../../../../shared/corpus/sip").standardizedFileURL

  /// Every file below a folder; none when it is missing.
  static func files(below folder: String) -> [URL] {
    let walk = FileManager.default.enumerator(
      at: corpus.appending(path: folder), includingPropertiesForKeys: [.isRegularFileKey])
    return (walk?.compactMap { $0 as? URL } ?? []).filter { file in
      ((try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile ?? false) && file.pathExtension != "tsv"
    }
  }

  /// What follows the first empty line of a SIP message.
  static func body(_ octets: [UInt8]) -> [UInt8] {
    let separator: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    guard let start = octets.indices.first(where: { octets[$0...].starts(with: separator) }) else { return [] }
    return Array(octets[(start + 4)...])
  }

  @Test("every description of RFC 4317, RFC 3264 and browsers is read", arguments: files(below: "offer-answer"))
  func offerAnswer(_ file: URL) throws {
    let octets = [UInt8](try Data(contentsOf: file))
    let isOddity = file.lastPathComponent.hasPrefix("sofia")
    guard let description = try? SessionDescription.parse(octets) else {
      #expect(isOddity, "not read")
      return
    }
    #expect(try SessionDescription.parse(description.serialized()) == description)
  }

  @Test(
    "no file traps, neither as a description nor as an offer; what is answered can be read",
    arguments: ["fuzz", "malformed", "offer-answer", "wild", "rfc4475", "rfc5118", "callflows"].flatMap(files(below:)))
  func noTrap(_ file: URL) throws {
    let octets = [UInt8](try Data(contentsOf: file))
    for candidate in [octets, Self.body(octets)] { NegotiationProperties.check(candidate) }
  }
}

/// What must hold for any octets.
enum NegotiationProperties {
  static func check(_ octets: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    if let description = try? SessionDescription.parse(octets) {
      let again = try? SessionDescription.parse(description.serialized())
      #expect(again == description, sourceLocation: sourceLocation)
    }
    for demand in [nil, SRTPTerms.Demand.optional, .required] {
      var offering = SecureSamples.negotiation(demand)
      _ = offering.offer()
      _ = try? offering.accept(answer: octets)
      var answering = SecureSamples.negotiation(demand)
      guard let (answer, agreed) = try? answering.answer(offer: octets) else { continue }
      checkAnswer(answer, to: octets, agreed, sourceLocation)
      checkProtection(answer, agreed, demand, sourceLocation)
    }
  }

  /// SRTP is agreed with one crypto attribute or not at all, and never where it was refused.
  private static func checkProtection(
    _ answer: [UInt8], _ agreed: AgreedAudio, _ demand: SRTPTerms.Demand?, _ place: SourceLocation
  ) {
    let taken = (try? SessionDescription.parse(answer))?.media.first { $0.port != 0 }
    let isProtected = agreed.protection != nil
    #expect(taken?.attributes.count { $0.name == "crypto" } == (isProtected ? 1 : 0), sourceLocation: place)
    #expect(isProtected || taken?.isSecureRTPAudio == false, sourceLocation: place)
    #expect(demand != nil || !isProtected, sourceLocation: place)
    #expect(demand != .required || isProtected, sourceLocation: place)
  }

  /// RFC 3264 §6: as many media, in the same order, of the same kind and transport, with formats of the offer.
  private static func checkAnswer(
    _ answer: [UInt8], to offer: [UInt8], _ agreed: AgreedAudio, _ place: SourceLocation
  ) {
    guard let offered = try? SessionDescription.parse(offer), let answered = try? SessionDescription.parse(answer)
    else {
      Issue.record("the answer cannot be read", sourceLocation: place)
      return
    }
    #expect(answered.media.map(\.kind) == offered.media.map(\.kind), sourceLocation: place)
    #expect(answered.media.map(\.transport) == offered.media.map(\.transport), sourceLocation: place)
    for (mine, theirs) in zip(answered.media, offered.media) {
      #expect(mine.formats.allSatisfy(theirs.formats.contains), sourceLocation: place)
    }
    #expect(answered.media.count { $0.port != 0 } == 1, sourceLocation: place)
    #expect(!agreed.direction.sends || agreed.remoteHost != "0.0.0.0", sourceLocation: place)
    #expect(agreed.remotePort != 0, sourceLocation: place)
  }
}
