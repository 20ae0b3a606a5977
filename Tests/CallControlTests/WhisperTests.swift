import CallControl
import CallFlows
import CallQueues
import Testing
import Timekeeping

@Suite struct WhisperTests {
  /// What the first announcement of the call says to an agent.
  private static func tells(_ number: Int = firstAnnouncement) -> CallEffect {
    .media(
      .play(
        .agent(1),
        Playback(
          number: PlaybackNumber(number), prompts: [PromptReference("a-call-for-support", in: "en")],
          interruptible: false)))
  }

  private static let firstAnnouncement = CallMachine.firstAnnouncement + 1

  private func told() -> CallBench { CallBench.talking(FrontDesk.call(queue: FrontDesk.whisperingQueue)) }

  @Test func theAgentIsToldWhoComesWhileTheCallerStillHearsTheTune() {
    var bench = CallBench.waiting(FrontDesk.call(queue: FrontDesk.whisperingQueue))
    _ = bench.at(12, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(20, .leg(.agent(1), .answered))
    #expect(bench.at(20, .ticket("c/1", .connect(OfferID(1)))) == [Self.tells()])
    #expect(
      bench.at(22, .media(.playbackEnded(.agent(1), PlaybackNumber(Self.firstAnnouncement)))) == [
        .media(.stop(.agent(1))), .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
    #expect(bench.at(23, .media(.playbackEnded(.agent(1), PlaybackNumber(Self.firstAnnouncement)))) == [])
  }

  @Test(
    "the reason and the wait are told as far as there is something to tell",
    arguments: [
      ("fault", 80, ["a-call-for-support", "about-a-fault", "service-waited 1"]),
      ("fault", 59, ["a-call-for-support", "about-a-fault"]),
      ("other", 600, ["a-call-for-support", "service-waited 10"]), (nil, 12, ["a-call-for-support"]),
    ] as [(String?, Int, [String])])
  func reasonAndWait(reason: String?, seconds: Int, told: [String]) {
    var queue = FrontDesk.queue
    queue.whisper = QueueWhisper(
      prompt: "a-call-for-support", reasons: ["fault": "about-a-fault"], tellsWait: true)
    var action = FrontDesk.agents
    action.longestWait = nil
    let release = FrontDesk.release(queue: action, reason: reason)
    var bench = CallBench.waiting(FrontDesk.call(release: release, queue: queue))
    // Waiting since the second 10.
    let now = Double(10 + seconds)
    _ = bench.at(now, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(now, .leg(.agent(1), .answered))
    let effects = bench.at(now, .ticket("c/1", .connect(OfferID(1))))
    let prompts = effects.compactMap { effect -> [PromptReference]? in
      guard case .media(.play(.agent(1), let playback)) = effect else { return nil }
      return playback.prompts
    }
    let words = prompts.joined().map { prompt in
      guard case .number(let number) = prompt.values["minutes"] else { return prompt.name.text }
      return "\(prompt.name.text) \(number)"
    }
    #expect(words == told)
  }

  @Test func anotherPlaybackEndsNoWhisper() {
    var bench = told()
    #expect(bench.at(21, .media(.playbackEnded(.agent(1), PlaybackNumber(Self.firstAnnouncement + 7)))) == [])
    #expect(bench.at(21, .media(.playbackEnded(.caller, PlaybackNumber(Self.firstAnnouncement)))) == [])
  }

  @Test func anAgentWhoKnowsPressesAKeyAndIsPutThroughAtOnce() {
    var bench = told()
    #expect(
      bench.at(21, .media(.key(.agent(1), .one, isPassedOn: true))) == [
        .media(.stop(.agent(1))), .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
  }

  @Test func aCallerInTheMiddleOfAnAnnouncementHearsTheTuneMeanwhile() {
    var bench = CallBench.waiting(FrontDesk.call(queue: FrontDesk.whisperingQueue))
    _ = bench.at(26, .deadlineReached)
    _ = bench.at(26, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(27, .leg(.agent(1), .answered))
    let effects = bench.at(27, .ticket("c/1", .connect(OfferID(1))))
    #expect(effects.first == .media(.music(.caller, "tune")))
    #expect(effects.count == 2)
  }

  @Test func anAgentWhoHangsUpInsteadOfListeningLeavesTheCallerFirstInTheQueue() {
    var bench = told()
    let effects = bench.at(21, .leg(.agent(1), .ended(.remoteHangUp)))
    #expect(effects.contains(.queue(.conversationEnded("c/1"))))
    #expect(
      effects.contains { effect in
        guard case .queue(.enter(let request)) = effect else { return false }
        return request.priority == .urgent
      })
  }

  @Test func aCallerWhoHangsUpEndsTheWhisper() {
    var bench = told()
    let effects = bench.at(21, .leg(.caller, .ended(.remoteHangUp)))
    #expect(effects == [.leg(.agent(1), .hangUp), .queue(.conversationEnded("c/1")), .finished])
  }

  @Test func anAgentWhoHoldsMeanwhileTalksAfterTheHold() {
    var bench = told()
    _ = bench.at(21, .leg(.agent(1), .held))
    #expect(
      bench.at(25, .leg(.agent(1), .resumed)) == [.media(.stop(.caller)), .media(.bridge(.caller, .agent(1)))])
  }
}
