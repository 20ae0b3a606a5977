import Foundation
import Testing

import SIPSyntax

@Suite("Messages of the RFCs and of the wild")
struct CorpusTests {
  @Test(
    "RFC 4475 torture messages are taken as their verdicts say",
    arguments: Verdict.all(in: Corpus.fixtures.appending(path: "rfc4475")))
  func rfc4475(_ verdict: Verdict) throws {
    try judge(verdict)
  }

  @Test(
    "RFC 5118 messages are taken as their verdicts say",
    arguments: Verdict.all(in: Corpus.fixtures.appending(path: "rfc5118")))
  func rfc5118(_ verdict: Verdict) throws {
    try judge(verdict)
  }

  @Test("the committed fixtures are complete")
  func fixturesAreComplete() {
    #expect(Verdict.all(in: Corpus.fixtures.appending(path: "rfc4475")).count == 51)
    #expect(Verdict.all(in: Corpus.fixtures.appending(path: "rfc5118")).count == 12)
  }

  @Test(
    "messages of the shared corpus are taken as their verdicts say",
    arguments: [
      "malformed", "callflows", "wild/ua-style", "wild/captured-here", "wild/kamailio", "wild/pcap", "wild/volte",
    ].flatMap { Verdict.all(in: Corpus.shared.appending(path: $0)) })
  func sharedCorpus(_ verdict: Verdict) throws {
    try judge(verdict)
  }

  @Test(
    "no file traps, and what was read can be written and reads the same again",
    arguments: Corpus.files(below: Corpus.shared) + Corpus.files(below: Corpus.fixtures))
  func roundTrip(_ file: URL) throws {
    let bytes = try #require(Corpus.bytes(file))
    RoundTrip.check(bytes)
  }

  private func judge(_ verdict: Verdict) throws {
    let bytes = try #require(Corpus.bytes(verdict.file))
    let outcome = Result { () throws(SIPParseError) in try SIPMessage.parse(datagram: bytes) }
    if let complaint = verdict.complaint(outcome) {
      Issue.record("\(verdict.testDescription) \(complaint); right would be \(verdict.expected.sorted())")
    }
  }
}

/// What must hold for any octets.
enum RoundTrip {
  /// Reads, writes and reads again; asks for every typed view; a broken request's answer must itself be readable as
  /// lines.
  static func check(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
    do throws(SIPParseError) {
      let message = try SIPMessage.parse(datagram: bytes)
      look(at: message)
      let again = Result { () throws(SIPParseError) in try written(message, sourceLocation) }
      #expect(again == .success(message), sourceLocation: sourceLocation)
    } catch {
      let answer = error.response(source: ("192.0.2.77", 5062))
      #expect(answer?.starts(with: Array("SIP/2.0 ".utf8)) ?? true, sourceLocation: sourceLocation)
    }
  }

  private static func written(_ message: SIPMessage, _ place: SourceLocation) throws(SIPParseError) -> SIPMessage? {
    let bytes: [UInt8]
    do throws(SIPWriteError) {
      bytes = try message.serialized()
    } catch {
      Issue.record("could not be written: \(error)", sourceLocation: place)
      return nil
    }
    return try SIPMessage.parse(datagram: bytes)
  }

  /// Typed views may refuse, never trap.
  private static func look(at message: SIPMessage) {
    let headers: HeaderFields
    switch message {
    case .request(let request):
      headers = request.headers
      _ = request.maxForwards
      _ = request.uri.text
    case .response(let response): headers = response.headers
    }
    _ = try? headers.contacts
    _ = try? headers.routes
    _ = try? headers.recordRoutes
    _ = headers.mediaType
    for field in headers.fields {
      _ = headers.elements(field.name)
      _ = try? Challenge(parsing: field.value).text
      _ = try? Credentials(parsing: field.value).text
    }
  }
}
