import Foundation
import Testing

import SIPSyntax

@Suite("Mutated messages")
struct MutationTests {
  static let seeds: [[UInt8]] =
    [SampleMessages.invite, SampleMessages.ok, SampleMessages.register].map(SampleMessages.wire)
    + ["rfc4475", "rfc5118"].flatMap { folder in
      Verdict.all(in: Corpus.fixtures.appending(path: folder)).compactMap { Corpus.bytes($0.file) }
    }

  @Test(
    "no mutation traps, and what can be read reads the same after writing",
    arguments: Array(0..<UInt64(12)))
  func mutations(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      var octets = try #require(Self.seeds.randomElement(using: &generator))
      for _ in 0..<Int.random(in: 1...6, using: &generator) { Self.mutate(&octets, using: &generator) }
      RoundTrip.check(octets)
    }
  }

  private static let fragments = [
    "\r\n", "\n", "\r", "\0", "\"", "\\", "<", ">", ";", ",", "=", "%", "%00", "%0D%0A", "@", ":", "[", "]", "?", " ",
    "\t", "\r\n ", "é", "\u{600} ", "sip:", "tel:", "tag=", "SIP/2.0", "z9hG4bK", "99999999999999999999", "-1", "*",
  ]

  private static func mutate(_ octets: inout [UInt8], using generator: inout SeededGenerator) {
    guard !octets.isEmpty else { return }
    let place = Int.random(in: 0..<octets.count, using: &generator)
    let end = min(octets.count, place + Int.random(in: 1...20, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: octets[place] = UInt8.random(in: 0...255, using: &generator)
    case 1: octets.removeSubrange(place..<end)
    case 2: octets.insert(contentsOf: octets[place..<end], at: place)
    case 3:
      let fragment = fragments.randomElement(using: &generator) ?? ""
      octets.insert(contentsOf: fragment.utf8, at: place)
    case 4:
      let other = seeds.randomElement(using: &generator) ?? []
      let from = Int.random(in: 0...other.count, using: &generator)
      octets.replaceSubrange(place..<end, with: other[from..<min(other.count, from + 40)])
    default: octets.removeSubrange(place...)
    }
  }
}
