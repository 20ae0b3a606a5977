import CallControl
import CallFlows
import CallQueues
import Testing
import Timekeeping

@Suite struct WaitingTests {
  private func announces(_ number: Int, _ prompts: PromptReference...) -> CallEffect {
    .media(
      .play(
        .caller,
        Playback(number: PlaybackNumber(CallMachine.firstAnnouncement + number), prompts: prompts, interruptible: false)
      ))
  }

  private let next = PromptReference(ServicePrompt.next.name, in: "en")

  private func place(_ place: Int) -> PromptReference {
    PromptReference(ServicePrompt.place.name, in: "en", values: ["place": .number(place)])
  }

  private func minutes(_ minutes: Int) -> PromptReference {
    PromptReference(ServicePrompt.wait.name, in: "en", values: ["minutes": .number(minutes)])
  }

  private func end(_ number: Int) -> CallInput {
    .media(.playbackEnded(.caller, PlaybackNumber(CallMachine.firstAnnouncement + number)))
  }

  private func waiting(_ announce: QueueAnnouncements, place: Int, wait: Duration? = nil) -> CallBench {
    var queue = FrontDesk.queue
    queue.announce = announce
    var bench = CallBench.waiting(FrontDesk.call(queue: queue))
    _ = bench.at(10, .ticket("c/1", .place(place, wait: wait)))
    return bench
  }

  @Test func theTimetableOfAnnouncements() {
    var bench = waiting(FrontDesk.queue.announce, place: 3, wait: .seconds(121))
    #expect(bench.deadline == 25)
    #expect(bench.at(25, .deadlineReached) == [announces(1, place(3), minutes(3))])
    #expect(bench.at(29, end(1)) == [.media(.music(.caller, "tune"))])
    #expect(bench.deadline == 70)
    // The place is as it was: only the wait is told.
    #expect(bench.at(70, .deadlineReached) == [announces(2, minutes(3))])
    _ = bench.at(72, end(2))
    _ = bench.at(80, .ticket("c/1", .place(1, wait: .seconds(20))))
    #expect(bench.at(115, .deadlineReached) == [announces(3, next, minutes(1))])
    #expect(bench.events.contains(.announced("c/1", place: 1, wait: .seconds(20))))
  }

  @Test func aPlaceThatDoesNotImproveIsNotTold() {
    var bench = waiting(.init(first: .seconds(5), every: .seconds(10), place: .whenItImproves, wait: true), place: 2)
    #expect(bench.at(15, .deadlineReached) == [announces(1, place(2))])
    _ = bench.at(16, end(1))
    _ = bench.at(17, .ticket("c/1", .place(4, wait: nil)))
    #expect(bench.at(25, .deadlineReached) == [])
    #expect(bench.deadline == 35)
  }

  @Test func alwaysTellsThePlaceEveryTimeAndNeverNotAtAll() {
    var always = waiting(.init(first: .seconds(5), every: .seconds(10), place: .always, wait: false), place: 2)
    #expect(always.at(15, .deadlineReached) == [announces(1, place(2))])
    _ = always.at(16, end(1))
    #expect(always.at(25, .deadlineReached) == [announces(2, place(2))])
    var never = waiting(.init(first: .seconds(5), every: .seconds(10), place: .never, wait: false), place: 2)
    #expect(never.at(15, .deadlineReached) == [])
    #expect(never.at(16, .media(.key(.caller, .star))) == [])
  }

  @Test func anAnnouncementThatIsDueWhileOneIsHeardIsLeftOut() {
    var bench = waiting(.init(first: .seconds(5), every: .seconds(3), place: .always, wait: false), place: 2)
    _ = bench.at(15, .deadlineReached)
    #expect(bench.at(18, .deadlineReached) == [])
    #expect(bench.deadline == 21)
    _ = bench.at(19, end(1))
    #expect(bench.at(21, .deadlineReached) == [announces(2, place(2))])
  }

  @Test func aDriverWhoComesLateAnnouncesOnce() {
    var bench = waiting(.init(first: .seconds(5), every: .seconds(10), place: .always, wait: false), place: 2)
    #expect(bench.at(99, .deadlineReached) == [announces(1, place(2))])
    #expect(bench.deadline == 109)
  }

  @Test func repeatTellsPlaceAndWaitAtOnceAndTheTimetableBeginsAnew() {
    var bench = waiting(FrontDesk.queue.announce, place: 2, wait: .seconds(60))
    _ = bench.at(25, .deadlineReached)
    _ = bench.at(28, end(1))
    #expect(bench.at(40, .media(.key(.caller, .star))) == [announces(2, place(2), minutes(1))])
    #expect(bench.deadline == 85)
  }

  @Test func anAnnouncementThatWasReplacedDoesNotBringTheMusicBackTwice() {
    var bench = waiting(FrontDesk.queue.announce, place: 2)
    _ = bench.at(25, .deadlineReached)
    _ = bench.at(26, .media(.key(.caller, .star)))
    #expect(bench.at(27, end(1)) == [])
    #expect(bench.at(29, end(2)) == [.media(.music(.caller, "tune"))])
  }

  @Test func anAgentWhoAnswersCutsTheAnnouncement() {
    var bench = waiting(FrontDesk.queue.announce, place: 1)
    _ = bench.at(24, .ticket("c/1", .offered(offer(1, "ana"))))
    _ = bench.at(25, .deadlineReached)
    _ = bench.at(26, .leg(.agent(1), .answered))
    #expect(
      bench.at(26, .ticket("c/1", .connect(OfferID(1)))) == [
        .media(.stop(.caller)), .media(.bridge(.caller, .agent(1))),
      ])
    #expect(bench.at(28, end(1)) == [])
  }
}
