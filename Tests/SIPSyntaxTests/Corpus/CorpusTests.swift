import Foundation
import TestMaterial
import Testing

import SIPSyntax

@Suite("Messages of the RFCs and of the wild")
struct CorpusTests {
  @Test(
    "messages that come with the tests are taken as their verdicts say",
    arguments: ["rfc4475", "rfc5118", "malformed"].flatMap { Verdict.all(in: Corpus.fixtures.appending(path: $0)) })
  func fixtures(_ verdict: Verdict) throws {
    try judge(verdict)
  }

  @Test("the committed fixtures are complete", arguments: [("rfc4475", 51), ("rfc5118", 12), ("malformed", 54)])
  func fixturesAreComplete(folder: String, count: Int) {
    #expect(Verdict.all(in: Corpus.fixtures.appending(path: folder)).count == count)
    #expect(Corpus.files(below: Corpus.fixtures.appending(path: folder)).count == count)
  }

  @Test(
    "messages of the shared corpus are taken as their verdicts say",
    .enabled(if: !Corpus.files(below: Corpus.sip).isEmpty, "the shared corpus is not here"),
    arguments: [
      "malformed", "callflows", "wild/ua-style", "wild/captured-here", "wild/kamailio", "wild/pcap", "wild/volte",
    ].flatMap { Verdict.all(in: Corpus.sip.appending(path: $0)) })
  func sharedCorpus(_ verdict: Verdict) throws {
    try judge(verdict)
  }

  @Test(
    "no file traps, and what was read can be written and reads the same again",
    arguments: Corpus.files(below: Corpus.sip) + Corpus.files(below: Corpus.fixtures))
  func roundTrip(_ file: URL) throws {
    let bytes = try #require(Corpus.bytes(file))
    RoundTrip.check(bytes)
  }

  private func judge(_ verdict: Verdict) throws {
    let bytes = try #require(Corpus.bytes(verdict.file))
    let outcome = Result { () throws(SIPParseError) in try SIPMessage.parse(datagram: bytes) }
    if let complaint = verdict.complaint(outcome) {
      Issue.record("\(verdict) \(complaint); right would be \(verdict.expected.sorted())")
    }
  }
}

extension Verdict {
  /// What is wrong with how the message was read; nil when nothing is.
  ///
  /// Only what the syntax decides is judged: where the verdict leaves room for a layer above, being read is right.
  fileprivate func complaint(_ outcome: Result<SIPMessage, SIPParseError>) -> String? {
    if expected.contains("any") { return nil }
    let syntactic: Set = ["400", "416", "505", "513"]
    switch outcome {
    case .success(.response): return expected.contains("drop") || expected.contains("accept") ? nil : "was read"
    case .success(.request(let request)):
      if expected == ["drop"] { return request.method == .ack ? nil : "was read" }
      return expected.subtracting(syntactic).subtracting(["drop"]).isEmpty ? "was read" : nil
    case .failure(let error):
      let answer = error.response()
      if expected.contains("drop"), answer == nil { return nil }
      let status = "\(error.status.rawValue)"
      if expected.contains(status) || (expected.contains("4xx") && status.hasPrefix("4")) {
        return answer == nil ? "was refused without an answer: \(error)" : nil
      }
      return "was refused: \(error)"
    }
  }
}

/// What must hold for any octets.
enum RoundTrip {
  static func check(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    let complaint = ParserProperty.sipMessage.complaint(about: bytes)
    #expect(complaint == nil, sourceLocation: sourceLocation)
  }
}
