import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

@Suite("Two endpoints over a bad network")
struct ConversationTests {
  private static let bad = NetworkConditions(
    loss: 0.1, delay: .milliseconds(40), jitter: .milliseconds(60), reordering: 0.05, duplication: 0.05)

  @Test("with one datagram in ten lost, every call is set up, held by both sides and ended, and nothing is left")
  func badNetwork() {
    for seed in UInt64(1)...300 {
      var talk = Conversation(seed: seed, conditions: Self.bad)
      talk.call()
      talk.run(until: ms(20_000))
      #expect(talk.callerEvents.contains(.answered(octets("answer"))), "seed \(seed)\n\(talk.ladder)")
      #expect(talk.calledEvents.contains(.confirmed), "seed \(seed)\n\(talk.ladder)")
      talk.command(.reoffer(octets("A")), byCaller: true)
      talk.run(until: ms(21_000))
      talk.command(.reoffer(octets("B")), byCaller: false)
      talk.run(until: ms(60_000))
      #expect(talk.callerEvents.contains(.reofferAnswered(octets("re:A"))), "seed \(seed)\n\(talk.ladder)")
      #expect(talk.calledEvents.contains(.reofferAnswered(octets("re:B"))), "seed \(seed)\n\(talk.ladder)")
      talk.command(.hangUp(.normal), byCaller: seed.isMultiple(of: 2))
      talk.run(until: ms(200_000))
      let endings = [talk.callerEvents.last, talk.calledEvents.last].compactMap { $0 }
      #expect(
        Set(endings.map(\.label)) == ["ended(localHangUp)", "ended(remoteHangUp)"], "seed \(seed)\n\(talk.ladder)")
      #expect(talk.isEmpty, "seed \(seed)\n\(talk.ladder)")
    }
  }

  @Test("glare: both sides re-INVITE at once, both offers are settled in the end")
  func glare() {
    for seed in UInt64(1)...50 {
      var talk = Conversation(seed: seed, conditions: NetworkConditions(delay: .milliseconds(20)))
      talk.call()
      talk.run(until: ms(1000))
      talk.command(.reoffer(octets("A")), byCaller: true)
      talk.command(.reoffer(octets("B")), byCaller: false)
      talk.run(until: ms(20_000))
      #expect(talk.callerEvents.contains(.reofferAnswered(octets("re:A"))), "seed \(seed)\n\(talk.ladder)")
      #expect(talk.calledEvents.contains(.reofferAnswered(octets("re:B"))), "seed \(seed)\n\(talk.ladder)")
      #expect(talk.caller.liveSessions == 1 && talk.called.liveSessions == 1, "seed \(seed)\n\(talk.ladder)")
    }
  }

  @Test("a CANCEL sent at any moment of the set-up leaves no half call, whatever it crosses")
  func cancelAtEveryMoment() {
    for delay in stride(from: 0, through: 400, by: 5) {
      var talk = Conversation(seed: UInt64(delay), conditions: NetworkConditions(delay: .milliseconds(50)))
      talk.answers = false
      talk.call()
      talk.run(until: ms(min(delay, 200)))
      if delay >= 100 { talk.command(.ring, byCaller: false) }
      talk.run(until: ms(delay))
      talk.command(.hangUp(.normal), byCaller: true)
      if delay.isMultiple(of: 2) { talk.command(.answer(octets("answer")), byCaller: false) }
      talk.run(until: ms(delay + 60))
      talk.command(.answer(octets("answer")), byCaller: false)
      talk.run(until: ms(200_000))
      #expect(talk.isEmpty, "hung up after \(delay) ms\n\(talk.ladder)")
      #expect(talk.callerEvents.last == .ended(.localHangUp), "\(talk.ladder)")
      #expect(talk.calledEvents.filter { if case .ended = $0 { true } else { false } }.count <= 1, "\(talk.ladder)")
    }
  }

  @Test("a dead network: the caller gives up with 408 and neither side keeps anything")
  func deadNetwork() {
    var talk = Conversation(seed: 1, conditions: NetworkConditions(loss: 1))
    talk.call()
    talk.run(until: ms(100_000))
    #expect(talk.callerEvents == [.rejected(.requestTimeout)])
    #expect(talk.calledEvents.isEmpty)
    #expect(talk.isEmpty)
  }
}
