import CallFlows
import CallQueues
import Simulation
import Testing
import Timekeeping

@Suite struct FlowTrialTests {
  @Test func `Prompts take the time of their words, one after the other, and then an agent picks up`() {
    var trial = Bench.trial(Bench.flow([("hello", Bench.say("good-morning-to-you", "one-moment", then: "person"))]))
    trial.wait(.seconds(60))
    #expect(
      trial.lines == [
        "0:00  hears good-morning-to-you (en): good morning to you", "0:01  hears one-moment (en): one moment",
        "0:02  waits in support, place 1, needs language en", "0:02  hears music (the built-in tune)",
        "0:07  talks with an agent of support",
      ])
  }

  @Test func `A recording is as long as it is`() {
    let flow = Bench.flow([("hello", Bench.say("good-morning", then: "person"))])
    var bench = Bench.bench(flow)
    bench.voice = TrialVoice(words: { _ in nil }, recordedLength: { _ in .seconds(9) })
    var trial = FlowTrial(Bench.call(), on: bench)
    trial.begin()
    let isEarly = trial.proceed(until: Moment(sinceZero: .milliseconds(8_999)))
    #expect(!isEarly)
    let isThere = trial.proceed(until: Moment(sinceZero: .seconds(9)))
    #expect(isThere)
    #expect(trial.waitingIn == "support")
  }

  @Test func `A key cuts a prompt short, and what would have followed is not heard`() {
    var trial = Bench.trial(
      Bench.flow([
        ("hello", Bench.say("first-words", "second-words", then: "main")),
        ("main", Bench.menu("main-menu", ["1": "goodbye"])),
      ]))
    trial.wait(.milliseconds(100))
    trial.press(.one)
    trial.wait(.seconds(5))
    #expect(
      trial.lines == [
        "0:00  hears first-words (en): first words", "0:00  presses 1", "0:00  hears goodbye (en): goodbye",
        "0:00  the call ends: the flow hangs up",
      ])
    #expect(trial.isOver)
  }

  @Test(arguments: [
    (TrialStaff.free(0), Duration.seconds(10), "nobody"), (.full, .zero, "full"), (.busy, .seconds(120), "timeout"),
  ])
  func `A queue ends as who is there lets it`(_ staff: TrialStaff, _ after: Duration, _ outcome: String) {
    let flow = Bench.flow([("person", .queue(Bench.support(longestWait: .seconds(120))))])
    let queue = QueueSettings(id: "support", nobody: .after(.seconds(10)))
    var trial = Bench.trial(flow, ["support": staff], support: queue)
    trial.wait(.seconds(3600))
    let outcomes = trial.events.filter { $0.content == .recorded(.outcome("person", outcome)) }
    #expect(outcomes.map(\.time) == [after])
  }

  @Test func `Who waits is told the place once, and again when asked`() {
    let flow = Bench.flow([("person", .queue(Bench.support()))], anywhere: [.star: .repeat])
    var trial = Bench.trial(flow, ["support": .busy])
    trial.wait(.seconds(300))
    trial.press(.star)
    let told = trial.events.filter { event in
      if case .heard(let heard) = event.content { heard.prompt.name == "service-next" } else { false }
    }
    #expect(told.map(\.time) == [.seconds(15), .seconds(300)])
  }

  @Test func `An agent who becomes free picks up, and the flow goes on when the agent hangs up`() {
    var trial = Bench.trial(Bench.flow([("person", .queue(Bench.support()))]), ["support": .busy])
    trial.wait(.seconds(60))
    trial.change("support", to: .free(1))
    trial.wait(FlowTrial.ringing)
    #expect(trial.talking == .agent("support"))
    trial.press(.one)
    let hasLeft = trial.agentLeaves()
    #expect(hasLeft)
    trial.wait(.seconds(5))
    #expect(trial.lines.suffix(3).first == "1:05  the agent hangs up")
    #expect(trial.isOver)
  }

  @Test func `That a conversation is recorded is said before the wait, once`() {
    let queue = QueueSettings(id: "support", record: QueueRecording(announce: "recorded-call"))
    let leave = QueueAction.Leave(key: .nine, left: Bench.to("person"))
    var trial = Bench.trial(
      Bench.flow([("person", .queue(Bench.support(leave: leave)))]), ["support": .busy], support: queue)
    trial.wait(.seconds(2))
    trial.press(.nine)
    #expect(trial.lines.filter { $0.contains("recorded-call") }.count == 1)
    #expect(trial.lines.filter { $0.contains("waits in support") }.count == 2)
  }

  @Test(arguments: [("My name is Ana", true), (nil, false)])
  func `A message with a voice in it is kept`(_ words: String?, _ isKept: Bool) {
    let message = Record(
      prompt: "leave-a-message", queue: "support", then: Bench.to("goodbye"), empty: Bench.to("person"))
    var trial = Bench.trial(Bench.flow([("message", .record(message))]))
    trial.wait(.seconds(4))
    let isHeard = words.map { trial.say($0) } ?? true
    #expect(isHeard)
    trial.press(.pound)
    #expect(trial.lines.contains("0:05  a message of 0:01 is kept for support") == isKept)
    #expect(trial.step == (isKept ? "goodbye" : "person"))
  }

  @Test func `What was said is kept when the caller hangs up`() {
    let message = Record(prompt: "leave-a-message", then: Bench.to("goodbye"))
    var trial = Bench.trial(Bench.flow([("message", .record(message))]))
    trial.wait(.seconds(4))
    let isHeard = trial.say("call me")
    trial.hangUp()
    #expect(isHeard && trial.isOver)
    #expect(
      trial.lines.suffix(2) == [
        "0:04  a message of 0:00 is kept", "0:04  the call ends: the caller hangs up in message",
      ])
  }

  @Test func `A secret is shown nowhere`() {
    var trial = Bench.trial(Bench.flow([("pin", Bench.ask("key-your-pin", keep: "pin", secret: true))]))
    for key in [Key.nine, .eight, .seven, .six] { trial.press(key) }
    #expect(trial.kept == ["pin": "••••"])
    let shown = trial.lines + trial.events.compactMap(TrialText.traceLine)
    #expect(!shown.contains { $0.contains("9") || $0.contains("8") })
    #expect(trial.lines.filter { $0.hasSuffix("presses a key of a secret") }.count == 4)
  }

  @Test func `The keys that do something now are known`() {
    var trial = Bench.trial(
      Bench.flow([("main", Bench.menu("main-menu", ["1": "goodbye"]))], anywhere: [.zero: .go(Bench.to("person"))]))
    #expect(trial.keyMeanings.map { "\($0.keys) \($0.meaning)" } == ["1 → goodbye", "0 → person"])
    trial.press(.zero)
    trial.wait(.seconds(10))
    #expect(trial.talking == .agent("support"))
    #expect(trial.keyMeanings.isEmpty)
  }
}
