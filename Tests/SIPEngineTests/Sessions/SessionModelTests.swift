import Foundation
import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// Random legal and illegal events in any order against one endpoint, with what must hold at every step.
@Suite("Model: random events in any order")
struct SessionModelTests {
  /// 200,000 steps in all, a million when SWITCHBOARD_LONG is set.
  private static let steps = ProcessInfo.processInfo.environment["SWITCHBOARD_LONG"] == nil ? 10_000 : 50_000

  /// A model that never gets anywhere proves nothing.
  private static let everyKind: Set<String> = [
    "offered", "ringing", "earlyMedia", "answered", "answerReceived", "confirmed", "reoffered", "offerRequested",
    "reofferAnswered", "reofferRejected", "keyPressed", "rejected", "ended",
  ]

  @Test(
    "the last word is said once, what is sent can be read, nothing is left at the end",
    arguments: 1...20 as ClosedRange<UInt64>)
  func randomOrders(seed: UInt64) {
    var model = SessionModel(seed: seed)
    for step in 0..<Self.steps {
      model.step()
      if let complaint = model.complaint {
        Issue.record("seed \(seed) step \(step): \(complaint)")
        return
      }
    }
    model.endAll()
    #expect(model.complaint == nil, "seed \(seed)")
    #expect(model.bench.isEmpty, "seed \(seed): \(model.bench.endpoint)")
    #expect(model.began.allSatisfy { model.lastWords[$0] == 1 }, "seed \(seed)")
    #expect(model.kinds == Self.everyKind, "seed \(seed)")
  }
}
