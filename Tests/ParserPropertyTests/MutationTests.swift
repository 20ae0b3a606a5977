import Foundation
import Simulation
import TestMaterial
import Testing

@Suite("Whatever is done to their octets, parsers hold what they promise")
struct MutationTests {
  struct Run: Sendable, CustomTestStringConvertible {
    let property: ParserProperty
    let seed: UInt64
    var testDescription: String { "\(property.name), seed \(seed)" }
  }

  static let runs = ParserProperty.all.flatMap { property in
    (0..<UInt64(8)).map { Run(property: property, seed: $0) }
  }

  /// Mutations of one run: together a few seconds in the release build.
  static let count = 1_000

  @Test("no mutation traps, and what can be read reads the same after writing", arguments: runs)
  func mutations(_ run: Run) {
    var generator = SeededGenerator(seed: run.seed)
    for number in 0..<Self.count {
      let octets = run.property.mutation(using: &generator)
      if let complaint = run.property.complaint(about: octets) {
        Issue.record("\(run.testDescription), mutation \(number): \(complaint)\n\(octets.escaped)")
        return
      }
    }
  }

  @Test("the seeds are what their parsers accept", arguments: ParserProperty.all)
  func seeds(_ property: ParserProperty) {
    #expect(!property.seeds.isEmpty)
    for octets in property.seeds { #expect(property.complaint(about: octets) == nil, "\(octets.escaped)") }
  }

  @Test("the corpora of fuzzers hold nothing that breaks a parser", arguments: ParserProperty.all)
  func corpora(_ property: ParserProperty) throws {
    for file in Corpus.files(below: Corpus.sip.appending(path: "fuzz")) + Corpus.files(below: Corpus.findings) {
      let octets = try #require(Corpus.bytes(file))
      #expect(property.complaint(about: octets) == nil, "\(file.lastPathComponent)")
    }
  }
}

extension [UInt8] {
  /// The octets for a person to read and to paste.
  fileprivate var escaped: String {
    map { byte in
      (0x20...0x7E).contains(byte) && byte != 0x5C
        ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
