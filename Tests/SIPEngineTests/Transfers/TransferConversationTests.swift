import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// A phone and the exchange over a bad network: the phone transfers, the exchange says how that goes.
@Suite("Transfers over a bad network")
struct TransferConversationTests {
  enum Ending: String, CaseIterable, Sendable {
    case exchangeHangsUp = "the exchange hangs up when the transfer is decided"
    case phoneHangsUp = "the phone hangs up when it hears so"
    case phoneHangsUpAtOnce = "the phone hangs up as soon as it is accepted"
    case crossing = "both hang up while the last NOTIFY is under way"
  }

  private static func conditions(_ percent: Int) -> NetworkConditions {
    NetworkConditions(
      loss: Double(percent) / 100, delay: .milliseconds(40), jitter: .milliseconds(60), reordering: 0.05,
      duplication: 0.05)
  }

  @Test(
    "with 1, 5 and 20 % loss, reordering and duplicates, the phone hears how its transfer went and nothing is left",
    arguments: [1, 5, 20], Ending.allCases)
  func transfer(loss: Int, ending: Ending) {
    for seed in UInt64(1)...60 {
      var talk = Conversation(seed: seed, conditions: Self.conditions(loss))
      talk.callPhone()
      talk.run(until: ms(35_000))
      guard talk.callerEvents.contains(.answered(octets("answer"))) else {
        #expect(loss == 20, "the call is not set up\n\(talk.ladder)")
        continue
      }
      talk.command(.refer(SIPURI(user: "202", host: "example.com"), referredBy: nil), byCaller: false)
      talk.run(until: ms(67_000))
      guard let request = talk.requested else {
        Issue.record("seed \(seed): no transfer was asked for\n\(talk.ladder)")
        continue
      }
      talk.command(.reportTransfer(request.id, .ringing), byCaller: true)
      if ending == .phoneHangsUpAtOnce { talk.command(.hangUp(.normal), byCaller: false) }
      talk.run(until: ms(69_000))
      talk.command(.reportTransfer(request.id, .ok), byCaller: true)
      switch ending {
      case .exchangeHangsUp: talk.command(.hangUp(.normal), byCaller: true)
      case .crossing:
        talk.command(.hangUp(.normal), byCaller: true)
        talk.command(.hangUp(.normal), byCaller: false)
      case .phoneHangsUp:
        talk.run(until: ms(140_000))
        #expect(talk.calledEvents.contains(.transferProgress(.ok)), "seed \(seed)\n\(talk.ladder)")
        talk.command(.hangUp(.normal), byCaller: false)
      case .phoneHangsUpAtOnce: break
      }
      talk.run(until: ms(500_000))
      #expect(talk.isEmpty, "seed \(seed)\n\(talk.ladder)")
      #expect(
        talk.calledEvents.count { if case .transferProgress(let status) = $0 { status.isFinal } else { false } } <= 1)
      #expect(talk.callerEvents.count { if case .transferRequested = $0 { true } else { false } } == 1)
    }
  }

  @Test("a REFER that crosses the other side's BYE leaves nothing, whenever it is sent")
  func crossingBYE() {
    for delay in stride(from: 0, through: 200, by: 5) {
      var talk = Conversation(seed: UInt64(delay), conditions: NetworkConditions(delay: .milliseconds(50)))
      talk.callPhone()
      talk.run(until: ms(1000))
      talk.command(.refer(SIPURI(user: "202", host: "example.com"), referredBy: nil), byCaller: false)
      talk.run(until: ms(1000 + delay))
      talk.command(.hangUp(.normal), byCaller: true)
      talk.run(until: ms(400_000))
      #expect(talk.isEmpty, "hung up after \(delay) ms\n\(talk.ladder)")
      #expect(talk.calledEvents.last == .ended(.remoteHangUp), "\(talk.ladder)")
    }
  }
}

extension Conversation {
  /// The transfer that the phone asked for.
  fileprivate var requested: TransferRequest? {
    for case .transferRequested(let request) in callerEvents { return request }
    return nil
  }
}
