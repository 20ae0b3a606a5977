import Foundation
import SIPTrace
import Simulation
import Testing
import Timekeeping

/// The drawings of `Ladders/`, which a telephone engineer can proof-read.
@Suite("Ladders of traced calls")
struct TraceLadderTests {
  struct Drawing: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var width: Int
    var entries: [TraceEntry]

    static let all = [
      Drawing(testDescription: "queue-call", width: 100, entries: TraceScript.queueCall),
      Drawing(testDescription: "queue-call-narrow", width: 72, entries: TraceScript.queueCall),
      Drawing(testDescription: "two-agents", width: 120, entries: TraceScript.twoAgents),
      Drawing(testDescription: "lost-answers", width: 80, entries: TraceScript.lostAnswers),
      Drawing(
        testDescription: "beginning-overwritten", width: 80, entries: Array(TraceScript.queueCall.dropFirst(12))),
    ]
  }

  @Test("a call is drawn as an engineer would draw it", arguments: Drawing.all)
  func golden(_ wanted: Drawing) throws {
    let call = try #require(TraceBook(wanted.entries).calls.first)
    let drawing = Ladder(call, width: wanted.width).description + "\n"
    let file = try #require(Bundle.module.url(forResource: "Ladders/\(wanted.testDescription)", withExtension: "txt"))
    #expect(drawing == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test("two legs through one proxy stay apart")
  func oneProxy() throws {
    let entries = TraceScript.queueCall.map { entry in
      guard case .message(var message) = entry else { return entry }
      message.remote = TraceAddress(host: "192.0.2.5", port: 5060)
      return TraceEntry.message(message)
    }
    let ladder = Ladder(try #require(TraceBook(entries).calls.first), width: 100)
    #expect(ladder.parties == ["caller 5551234", "switchboard", "agent 1 201"])
  }

  @Test("a ladder fills the terminal, but no more than an eye follows and no less than labels need")
  func width() {
    #expect(Ladder.spacing(forWidth: 80, parties: 3) == 29)
    #expect(Ladder.spacing(forWidth: 20, parties: 3) == 20)
    #expect(Ladder.spacing(forWidth: 400, parties: 2) == 48)
    #expect(Ladder.spacing(forWidth: 80, parties: 1) == 48)
  }
}
