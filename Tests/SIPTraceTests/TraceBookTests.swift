import SIPTrace
import Testing
import Timekeeping

@Suite("Messages that belong together")
struct TraceBookTests {
  private func message(
    _ start: String, _ cseq: String, callID: String, _ direction: TracedMessage.Direction = .received, at: Int,
    toTag: String? = nil, from remote: String = "192.0.2.9"
  ) -> TraceEntry {
    let to = "To: <sip:100@h>\(toTag.map { ";tag=\($0)" } ?? "")"
    return .message(
      .sample(
        "\(start)\nFrom: <sip:555-1234@h>;tag=1\n\(to)\nCall-ID: \(callID)\nCSeq: \(cseq)\n\n", direction, at: at,
        from: remote))
  }

  private func invite(_ callID: String, _ direction: TracedMessage.Direction = .received, at: Int) -> TraceEntry {
    message("INVITE sip:100@h SIP/2.0", "1 INVITE", callID: callID, direction, at: at)
  }

  private func response(
    _ status: Int, _ callID: String, _ direction: TracedMessage.Direction = .sent, at: Int, cseq: String = "1 INVITE"
  ) -> TraceEntry {
    message("SIP/2.0 \(status) X", cseq, callID: callID, direction, at: at, toTag: "2")
  }

  @Test("two dialogs are one call when the service noted so, the newest call first")
  func legs() throws {
    let book = TraceBook([
      .session("incoming 1", callID: "a"), invite("a", at: 0), .session("incoming 2", callID: "x"), invite("x", at: 5),
      .leg(session: "incoming 1", call: "call-1", party: "caller"),
      .session("outgoing 9", callID: "b"), invite("b", .sent, at: 10),
      .leg(session: "outgoing 9", call: "call-1", party: "agent 1"), response(200, "b", .received, at: 20),
      response(200, "a", at: 30),
    ])
    #expect(book.calls.map(\.name) == ["x", "call-1"])
    let call = try #require(book.calls.last)
    #expect(call.callIDs == ["a", "b"])
    #expect(call.steps.map(\.party) == ["caller", "agent 1", "agent 1", "caller"])
    #expect(call.steps.map(\.sketch.label) == ["INVITE 1", "INVITE 1", "200 INVITE 1", "200 INVITE 1"])
    #expect(call.lasted == .milliseconds(30))
  }

  @Test("a session number that comes again after a restart means the newer dialog")
  func restart() {
    let book = TraceBook([
      .session("incoming 1", callID: "a"), invite("a", at: 0),
      .leg(session: "incoming 1", call: "old", party: "caller"),
      .session("incoming 1", callID: "b"), invite("b", at: 0),
      .leg(session: "incoming 1", call: "new", party: "caller"),
    ])
    #expect(book.calls.map(\.call) == ["new", "old"])
    #expect(book.calls.map(\.callIDs) == [["b"], ["a"]])
  }

  @Test("the same octets the same way are a repetition; the other way they are not")
  func repetitions() throws {
    let entries = [
      invite("a", at: 0), invite("a", at: 500), invite("a", .sent, at: 600), response(100, "a", at: 1),
      response(100, "a", at: 501),
    ]
    let call = try #require(TraceBook(entries).calls.first)
    #expect(call.steps.map(\.isRepeated) == [false, true, false, false, true])
  }

  @Test("a phone's registrations are cut where nothing was heard for a while, and at a restart of the machine")
  func registrations() {
    let entries = [0, 100, 60_000, 60_100, 120_000, 5].map { at in
      message("REGISTER sip:h SIP/2.0", "\(at) REGISTER", callID: "phone", at: at)
    }
    #expect(TraceBook(entries).calls.map(\.steps.count) == [1, 1, 2, 2])
    let call = TraceBook([invite("a", at: 0), response(200, "a", at: 600_000)])
    #expect(call.calls.map(\.steps.count) == [2])
  }

  @Test("what has no Call-ID belongs together by its source")
  func nameless() {
    let junk = { (host: String) in TraceEntry.message(.sample("junk", from: host)) }
    let calls = TraceBook([junk("192.0.2.7"), junk("192.0.2.8"), junk("192.0.2.7")]).calls
    #expect(calls.map(\.name) == ["192.0.2.8:5060", "192.0.2.7:5060"])
    #expect(calls.map(\.steps.count) == [1, 2])
    #expect(calls.map(\.outcome) == ["no SIP message", "no SIP message"])
  }

  @Test("how it went, in a few words")
  func outcomes() {
    func outcome(_ entries: [TraceEntry]) -> String { TraceBook(entries).calls.first?.outcome ?? "" }
    let bye = message("BYE sip:1@h SIP/2.0", "2 BYE", callID: "a", at: 50, toTag: "2")
    #expect(outcome([invite("a", at: 0)]) == "no answer")
    #expect(outcome([invite("a", at: 0), response(100, "a", at: 1)]) == "100")
    #expect(outcome([invite("a", at: 0), response(486, "a", at: 1)]) == "486")
    #expect(outcome([invite("a", at: 0), response(200, "a", at: 1)]) == "200, goes on")
    #expect(outcome([invite("a", at: 0), response(200, "a", at: 1), bye]) == "200, BYE from the other side")
    #expect(outcome([response(200, "a", at: 1)]) == "200 INVITE 1")
  }

  @Test("a call is found by our identifier, by a Call-ID, and by a number however it is written")
  func finding() throws {
    let book = TraceBook([
      .session("incoming 1", callID: "c0ffee@h"), invite("c0ffee@h", at: 0),
      .leg(session: "incoming 1", call: "20261126-011903-123-k7f", party: "caller"),
    ])
    let call = try #require(book.calls.first)
    for wanted in ["20261126-011903-123-k7f", "20261126-0119", "c0ffee@h", "c0ffee", "5551234", "555-1234", "100"] {
      #expect(call.matches(wanted), "\(wanted)")
    }
    for wanted in ["c0ffe", "555", "10", "x", "2027"] { #expect(!call.matches(wanted), "\(wanted)") }
  }

  @Test("a call whose beginning was overwritten says so")
  func beginning() throws {
    #expect(try #require(TraceBook([response(200, "a", at: 0)]).calls.first).lacksBeginning)
    #expect(
      try #require(TraceBook([message("BYE sip:1 SIP/2.0", "2 BYE", callID: "a", at: 0, toTag: "2")]).calls.first)
        .lacksBeginning)
    #expect(TraceBook([invite("a", at: 0)]).calls.first?.lacksBeginning == false)
  }
}
