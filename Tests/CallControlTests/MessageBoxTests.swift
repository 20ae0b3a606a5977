import CallControl
import CallFlows
import CallQueues
import Redaction
import Testing
import Timekeeping

@Suite("An agent hears messages by phone")
struct MessageBoxTests {
  private static func bench(_ door: MessageBoxDoor = .own("ana", account: Redacted("201"))) -> MessageBoxBench {
    MessageBoxBench(door)
  }

  @Test("the own phone is opened without a question, tells how many wait, and plays the oldest first")
  func ownPhone() {
    var bench = Self.bench()
    #expect(bench.at(0, .arrived).contains(.leg(.caller, .answer)))
    #expect(bench.at(0, .leg(.caller, .connected)) == [.messages(.open(account: Redacted("201")))])
    #expect(bench.said(1, .messages(.opened(Self.box(new: 2, old: 1), of: "ana"))) == ["service-messages-new=2"])
    let effects = bench.at(3, .media(.playbackEnded(.caller, 1)))
    #expect(effects.map(\.playedMessage) == ["m2"])
    #expect(bench.lastSaid.first == "service-messages-from" && bench.lastSaid.last == "service-messages-minutes=10")
    // Nothing is waited for while it plays.
    #expect(bench.deadline == 3600)
  }

  @Test("a message is marked when it was heard to its end, on the disk before anything is said")
  func heardToItsEnd() {
    var bench = Self.bench().playing(new: 2)
    #expect(bench.at(9, .media(.playbackEnded(.caller, 2))) == [.messages(.markHeard("m1", by: "ana"))])
    #expect(bench.at(9, .media(.key(.caller, .two))) == [])
    #expect(bench.said(10, .messages(.done("m1"))) == ["service-messages-help", "service-messages-call-back"])
    #expect(bench.at(12, .media(.key(.caller, .two))).first?.playedMessage == "m2")
  }

  @Test("2 passes a message over and marks it; 1 plays it again and marks nothing; star goes back")
  func keysWhilePlaying() {
    var bench = Self.bench().playing(new: 2)
    #expect(bench.at(5, .media(.key(.caller, .one))).map(\.playedMessage) == ["m1"])
    #expect(
      bench.at(6, .media(.key(.caller, .two))) == [.media(.stop(.caller)), .messages(.markHeard("m1", by: "ana"))])
    #expect(bench.at(6, .messages(.done("m1"))).map(\.playedMessage) == ["m2"])
    #expect(bench.at(7, .media(.key(.caller, .star))).map(\.playedMessage) == ["m1"])
    // It is not new any more: nothing is marked again.
    #expect(bench.at(8, .media(.key(.caller, .two))).map(\.playedMessage) == ["m2"])
  }

  @Test("3 deletes after a 1, and says so when it is done; any other key keeps the message")
  func deleting() {
    var bench = Self.bench().playing(new: 2)
    #expect(bench.said(5, .media(.key(.caller, .three))) == ["service-messages-delete"])
    #expect(
      bench.said(6, .media(.key(.caller, .two))) == ["service-messages-help", "service-messages-call-back"])
    _ = bench.at(7, .media(.key(.caller, .three)))
    #expect(bench.at(8, .media(.key(.caller, .one))) == [.media(.stop(.caller)), .messages(.delete("m1"))])
    let effects = bench.at(9, .messages(.done("m1")))
    #expect(effects.map(\.playedMessage) == ["m2"])
    #expect(effects.first?.prompts.first == "service-messages-deleted")
    _ = bench.at(10, .media(.key(.caller, .three)))
    _ = bench.at(11, .media(.key(.caller, .one)))
    #expect(
      bench.said(12, .messages(.done("m2"))) == ["service-messages-deleted", "service-messages-end", "service-goodbye"])
    #expect(bench.outcomes == ["opened ana", "deleted m1", "deleted m2"])
  }

  @Test("after the last one the caller may hear all of them again")
  func theEnd() {
    var bench = Self.bench().playing(new: 1, old: 1)
    _ = bench.at(5, .media(.key(.caller, .two)))
    #expect(
      bench.said(6, .messages(.done("m2"))) == [
        "service-messages-end", "service-messages-kept=2", "service-messages-again", "service-messages-other",
      ])
    #expect(bench.at(7, .media(.key(.caller, .one))).map(\.playedMessage) == ["m1"])
  }

  @Test("without new messages the kept ones are offered; without any the call ends by itself")
  func nothingNew() {
    var bench = Self.bench().connected()
    #expect(bench.said(1, .messages(.opened(Self.box(new: 0, old: 1), of: "ana"))).first == "service-messages-no-new")
    var empty = Self.bench().connected()
    #expect(
      empty.said(1, .messages(.opened(Self.box(new: 0), of: "ana"))) == [
        "service-messages-none", "service-messages-other",
      ])
    #expect(empty.said(4, .media(.playbackEnded(.caller, 1))) == ["service-goodbye"])
    #expect(empty.at(5, .media(.playbackEnded(.caller, 2))).suffix(1) == [.finished])
    #expect(empty.events.last == .ended(.flowEnded))
  }

  @Test("silence is answered with help, and the third one ends the call: nobody is lost, and no line is held for ever")
  func silence() {
    var bench = Self.bench().playing(new: 1)
    _ = bench.at(9, .media(.playbackEnded(.caller, 2)))
    _ = bench.at(9, .messages(.done("m1")))
    var now = 15.0
    for number in 3...4 {
      _ = bench.at(now, .media(.playbackEnded(.caller, PlaybackNumber(number))))
      #expect(bench.deadline == now + 6)
      now += 6
      #expect(bench.said(now, .deadlineReached).first == "service-messages-help")
    }
    _ = bench.at(now, .media(.playbackEnded(.caller, 5)))
    #expect(bench.said(now + 6, .deadlineReached) == ["service-goodbye"])
    // Even if the words are never heard.
    #expect(bench.at(now + 21, .deadlineReached).contains(.leg(.caller, .hangUp)))
    #expect(bench.machine.isFinished)
  }

  @Test("from elsewhere account and PIN are asked; the PIN is in no record")
  func fromElsewhere() {
    var bench = Self.bench(.any).answered()
    #expect(bench.said(0, .leg(.caller, .connected)) == ["service-messages-account"])
    bench.key("201#", at: 2)
    #expect(bench.lastSaid == ["service-messages-pin"])
    bench.key("7294", at: 4)
    // Without a pound key the entry ends by itself.
    #expect(bench.deadline == 9)
    let expected = MessageBoxRequest.prove(
      account: Redacted("201"), pin: Redacted("7294"), source: .phone(Redacted("202")))
    #expect(bench.at(9, .deadlineReached) == [.messages(expected)])
    #expect(bench.said(10, .messages(.opened(Self.box(new: 1), of: "ana"))) == ["service-messages-new=1"])
    #expect(!"\(bench.records)".contains("7294"))
    #expect(bench.events.contains(.flow(.keyed("pin", .masked))))
  }

  @Test("the third wrong PIN ends the call, and every one is answered alike")
  func denied() {
    var bench = Self.bench(.any).answered()
    _ = bench.at(0, .leg(.caller, .connected))
    for number in 1...3 {
      bench.key("201#7294#", at: Double(number) * 10)
      let said = bench.said(Double(number) * 10 + 1, .messages(.denied))
      #expect(said == ["service-messages-denied", number < 3 ? "service-messages-account" : "service-goodbye"])
    }
  }

  @Test("where the configuration wants it the own phone is asked, too")
  func wantsPIN() {
    var bench = Self.bench().connected()
    #expect(bench.said(1, .messages(.wantsPIN)) == ["service-messages-pin"])
    bench.key("7294#", at: 3)
    #expect(
      bench.lastRequest == .prove(account: Redacted("201"), pin: Redacted("7294"), source: .phone(Redacted("202"))))
    #expect(bench.said(4, .messages(.denied)) == ["service-messages-denied", "service-messages-pin"])
  }

  @Test("star leads to another phone's messages")
  func anotherPhone() {
    var bench = Self.bench().connected()
    _ = bench.at(1, .messages(.opened(Self.box(new: 0), of: "ana")))
    #expect(bench.said(2, .media(.key(.caller, .star))) == ["service-messages-account"])
    bench.key("202#7294#", at: 3)
    #expect(
      bench.lastRequest == .prove(account: Redacted("202"), pin: Redacted("7294"), source: .phone(Redacted("202"))))
  }

  @Test("a record that does not answer, or cannot, ends the call with an apology")
  func noAnswer() {
    var slow = Self.bench().connected()
    #expect(slow.deadline == 30)
    #expect(slow.said(30, .deadlineReached) == ["service-apology", "service-goodbye"])
    // What comes too late changes nothing.
    #expect(slow.at(31, .messages(.opened(Self.box(new: 1), of: "ana"))) == [])
    var broken = Self.bench().connected()
    #expect(broken.said(1, .messages(.failed)) == ["service-apology", "service-goodbye"])
  }

  @Test("a message that cannot be read is said to be lost, and stays new")
  func unreadable() {
    var bench = Self.bench().playing(new: 2)
    #expect(bench.at(4, .messages(.unreadable(1))) == [])
    #expect(bench.said(4, .messages(.unreadable(2))).first == "service-messages-lost")
    _ = bench.at(5, .media(.key(.caller, .two)))
    #expect(bench.lastRequest == .markHeard("m1", by: "ana"))
  }

  @Test("0 calls back whoever left the message, and brings the agent back to it")
  func callingBack() {
    var bench = Self.bench().playing(new: 1)
    let called = LegID.outside(1)
    #expect(
      bench.at(5, .media(.key(.caller, .zero))) == [
        .media(.stop(.caller)), .media(.music(.caller, nil)),
        .leg(called, .dialOutside(Redacted("+34600111222"), callerUser: Redacted("202"), callerName: nil)),
      ])
    #expect(
      bench.at(9, .leg(called, .answered)) == [.media(.stop(.caller)), .media(.bridge(.caller, called))])
    #expect(bench.at(10, .media(.key(.caller, .one, isPassedOn: true))) == [])
    #expect(bench.at(11, .media(.key(.caller, .one))) == [.media(.press(called, Redacted("1")))])
    let after = bench.at(60, .leg(called, .ended(.remoteHangUp)))
    #expect(after.first == .media(.unbridge(.caller, called)))
    #expect(bench.lastSaid.first == "service-messages-help")
    _ = bench.at(61, .media(.key(.caller, .zero)))
    #expect(bench.said(62, .leg(.outside(2), .ended(.busy))).first == "service-messages-not-reached")
    // One that nobody answers is given up, and the caller's hang-up takes it along.
    _ = bench.at(63, .media(.key(.caller, .zero)))
    let ended = bench.at(70, .leg(.caller, .ended(.remoteHangUp)))
    #expect(ended.first == .leg(.outside(3), .hangUp) && ended.last == .finished)
  }

  @Test("a PIN alone calls nobody back")
  func noCallBackFromElsewhere() {
    var bench = Self.bench(.any).connected()
    bench.key("201#7294#", at: 1)
    _ = bench.at(2, .messages(.opened(Self.box(new: 1), of: "ana")))
    _ = bench.at(3, .media(.playbackEnded(.caller, bench.lastNumber ?? 1)))
    #expect(bench.said(4, .media(.key(.caller, .zero))) == ["service-wrong", "service-messages-help"])
  }

  @Test("an agent who hears messages at the own phone is offered no caller meanwhile")
  func engagement() {
    var bench = Self.bench()
    let id: EngagementID = "c/messages"
    #expect(bench.at(0, .arrived).first == .queue(.engage(Engagement(id: id, agent: "ana", isAgentsOwn: true))))
    #expect(
      bench.at(1, .leg(.caller, .ended(.remoteHangUp))) == [.queue(.release(id, wasAnswered: true)), .finished])
    var other = Self.bench(.any)
    #expect(other.at(0, .arrived) == [.leg(.caller, .answer)])
  }

  struct Age: CustomTestStringConvertible, Sendable {
    var seconds: Int
    var said: String
    var testDescription: String { "\(seconds) s" }
  }

  @Test(
    "it is said how long ago a message was left",
    arguments: [
      Age(seconds: -60, said: "service-messages-now"), Age(seconds: 119, said: "service-messages-now"),
      Age(seconds: 120, said: "service-messages-minutes=2"), Age(seconds: 7199, said: "service-messages-minutes=119"),
      Age(seconds: 7200, said: "service-messages-hours=2"), Age(seconds: 172_799, said: "service-messages-hours=47"),
      Age(seconds: 172_800, said: "service-messages-days=2"),
    ])
  func ages(_ age: Age) {
    var bench = Self.bench().connected()
    let left = bench.wall(1) + .seconds(-age.seconds)
    let message = WaitingMessage(name: "m1", left: left, caller: Redacted("+347"), isNew: true, isComplaint: true)
    _ = bench.at(1, .messages(.opened(MessageBox(language: "es", messages: [message]), of: "ana")))
    #expect(
      bench.said(1, .media(.playbackEnded(.caller, 1))) == [
        "service-messages-complaint", "service-messages-from", "service-digit-3", "service-digit-4", "service-digit-7",
        age.said,
      ])
  }

  static func box(new: Int, old: Int = 0) -> MessageBox { MessageBoxBench.box(new: new, old: old) }
}
