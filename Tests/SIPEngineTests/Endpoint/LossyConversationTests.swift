import SIPEngine
import SIPSyntax
import Simulation
import Testing
import Timekeeping

/// How bad the network is, and how many calls are tried in it.
struct BadNetwork: Sendable, CustomTestStringConvertible {
  let loss: Double
  let calls: UInt64

  var conditions: NetworkConditions {
    NetworkConditions(
      loss: loss, delay: .milliseconds(40), jitter: .milliseconds(60), reordering: 0.1,
      overtaking: .milliseconds(700), duplication: 0.1)
  }

  /// With one datagram in five lost, now and then an INVITE gets through to nobody in 64*T1; then both sides must agree
  /// that there was no call.
  var mayFail: Bool { loss > 0.1 }

  var testDescription: String { "\(Int(loss * 100)) % lost, one in ten overtaken, one in ten doubled" }

  static let all = [
    BadNetwork(loss: 0.01, calls: 60), BadNetwork(loss: 0.05, calls: 60), BadNetwork(loss: 0.2, calls: 120),
  ]
}

@Suite("Two endpoints over a bad network: whatever is lost, the end is clean and both sides agree")
struct LossyConversationTests {
  /// Long enough for every timer of a call that has ended.
  private static let aftermath = 200_000

  /// Both were told the end once, after what they know of the call, and nothing is left of it.
  private func expectCleanEnd(_ talk: Conversation, _ comment: String = "") {
    let place: Comment = "seed \(talk.seed) \(comment)\n\(talk.ladder)"
    #expect(talk.isEmpty, place)
    for events in [talk.callerEvents, talk.calledEvents] where !events.isEmpty {
      let lastWords = events.filter(\.isLast)
      #expect(lastWords.count == 1 && events.last?.isLast == true, place)
    }
    if talk.calledEvents.contains(.confirmed) {
      #expect(talk.callerEvents.contains { if case .answered = $0 { true } else { false } } || talk.wasCancelled, place)
    }
  }

  private func established(
    _ network: BadNetwork, seed: UInt64, progresses: Bool = false, timer: SessionTimerPolicy = SessionTimerPolicy()
  ) -> Conversation? {
    var talk = Conversation(seed: seed, conditions: network.conditions, sessionTimer: timer)
    talk.progresses = progresses
    talk.call()
    talk.run(until: ms(32_100))
    let isUp = talk.callerEvents.contains(.answered(octets("answer"))) && talk.calledEvents.contains(.confirmed)
    #expect(isUp || network.mayFail, "seed \(seed)\n\(talk.ladder)")
    guard isUp else {
      talk.command(.hangUp(.normal), byCaller: true)
      talk.command(.hangUp(.normal), byCaller: false)
      talk.run(until: ms(Self.aftermath))
      expectCleanEnd(talk, "not established")
      return nil
    }
    return talk
  }

  @Test("INVITE and BYE", arguments: BadNetwork.all)
  func call(network: BadNetwork) {
    for seed in 1...network.calls {
      guard var talk = established(network, seed: seed) else { continue }
      talk.command(.hangUp(.normal), byCaller: seed.isMultiple(of: 2))
      talk.run(until: ms(Self.aftermath))
      expectCleanEnd(talk)
    }
  }

  @Test("a reliable 183, its PRACK, then the answer", arguments: BadNetwork.all)
  func prack(network: BadNetwork) {
    for seed in 1...network.calls {
      guard var talk = established(network, seed: 1000 + seed, progresses: true) else { continue }
      #expect("\(talk.ladder)".contains("200 PRACK 2"))
      #expect(talk.callerEvents.first == .earlyMedia(octets("answer")) || talk.callerEvents.first == .ringing)
      talk.command(.hangUp(.normal), byCaller: seed.isMultiple(of: 2))
      talk.run(until: ms(Self.aftermath))
      expectCleanEnd(talk)
    }
  }

  @Test("CANCEL at any moment, answered or not", arguments: BadNetwork.all)
  func cancel(network: BadNetwork) {
    for seed in 1...network.calls {
      var talk = Conversation(seed: 2000 + seed, conditions: network.conditions)
      talk.answers = seed.isMultiple(of: 3)
      talk.progresses = seed.isMultiple(of: 2)
      talk.call()
      talk.run(until: ms(Int(seed * 37 % 1500)))
      if !talk.answers { talk.command(.ring, byCaller: false) }
      talk.run(until: ms(Int(seed * 53 % 3000)))
      talk.command(.hangUp(.answeredElsewhere), byCaller: true)
      if seed.isMultiple(of: 5) { talk.command(.answer(octets("answer")), byCaller: false) }
      talk.run(until: ms(400_000))
      expectCleanEnd(talk)
    }
  }

  @Test("both sides re-INVITE at once: glare, and both are settled or the call is over", arguments: BadNetwork.all)
  func glare(network: BadNetwork) {
    for seed in 1...network.calls {
      guard var talk = established(network, seed: 3000 + seed) else { continue }
      talk.command(.reoffer(octets("A")), byCaller: true)
      talk.command(.reoffer(octets("B")), byCaller: false)
      talk.run(until: ms(120_000))
      let settled =
        talk.callerEvents.contains(.reofferAnswered(octets("re:A")))
        && talk.calledEvents.contains(.reofferAnswered(octets("re:B")))
      #expect(settled || network.mayFail, "seed \(talk.seed)\n\(talk.ladder)")
      talk.command(.hangUp(.normal), byCaller: seed.isMultiple(of: 2))
      talk.run(until: ms(120_000 + Self.aftermath))
      expectCleanEnd(talk)
    }
  }

  @Test("ten minutes of refreshes by UPDATE, every 45 seconds", arguments: BadNetwork.all)
  func update(network: BadNetwork) {
    let timer = SessionTimerPolicy(interval: .seconds(90))
    for seed in 1...(network.calls / 2) {
      guard var talk = established(network, seed: 4000 + seed, timer: timer) else { continue }
      talk.run(until: ms(600_000))
      let lives = talk.caller.liveSessions == 1 && talk.called.liveSessions == 1
      #expect(lives || network.mayFail, "seed \(talk.seed)\n\(talk.ladder)")
      #expect("\(talk.ladder)".contains("UPDATE"), "seed \(talk.seed)\n\(talk.ladder)")
      #expect(!talk.callerEvents.contains { if case .reofferAnswered = $0 { true } else { false } })
      talk.command(.hangUp(.normal), byCaller: seed.isMultiple(of: 2))
      talk.command(.hangUp(.normal), byCaller: !seed.isMultiple(of: 2))
      talk.run(until: ms(600_000 + Self.aftermath))
      expectCleanEnd(talk)
    }
  }

  @Test("the network breaks for good: the session timer ends the call on both sides")
  func zombies() {
    for seed in UInt64(1)...20 {
      var talk = Conversation(
        seed: seed, conditions: NetworkConditions(delay: .milliseconds(30)),
        sessionTimer: SessionTimerPolicy(interval: .seconds(120)))
      talk.call()
      talk.run(until: ms(60_000 + Int(seed) * 3000))
      #expect(talk.caller.liveSessions == 1 && talk.called.liveSessions == 1)
      talk.cut()
      talk.run(until: ms(400_000))
      #expect(talk.callerEvents.last == .ended(.lost) && talk.calledEvents.last == .ended(.lost), "\(talk.ladder)")
      expectCleanEnd(talk)
    }
  }

  @Test("a lost BYE: the other side notices by its session timer at the latest")
  func lostBYE() {
    var talk = Conversation(
      seed: 1, conditions: NetworkConditions(delay: .milliseconds(30)),
      sessionTimer: SessionTimerPolicy(interval: .seconds(120)))
    talk.call()
    talk.run(until: ms(10_000))
    talk.cut()
    talk.command(.hangUp(.normal), byCaller: true)
    talk.run(until: ms(50_000))
    talk.cut(false)
    #expect(talk.called.liveSessions == 1)
    talk.run(until: ms(140_000))
    #expect(talk.calledEvents.last == .ended(.lost), "\(talk.ladder)")
    talk.run(until: ms(300_000))
    expectCleanEnd(talk)
  }
}

extension Conversation {
  /// Whether the caller hung up before it knew of an answer.
  fileprivate var wasCancelled: Bool { callerEvents.last == .ended(.localHangUp) }
}
