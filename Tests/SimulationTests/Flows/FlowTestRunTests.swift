import CallFlows
import CallQueues
import Simulation
import Testing

@Suite struct FlowTestRunTests {
  private static let desk = Bench.flow(
    [
      ("hello", Bench.say("good-morning", then: "main")),
      ("main", Bench.menu("main-menu", ["1": "order", "2": "goodbye"])),
      ("order", Bench.ask("order-number", keep: "order")),
    ], anywhere: [.star: .repeat])

  private static func hears(_ name: PromptName, _ language: Language? = nil, saying: String? = nil) -> FlowTest.Content
  {
    .hears(name, language: language, saying: saying)
  }

  struct Good: CustomTestStringConvertible, Sendable {
    var name: String
    var talk: [FlowTest.Content]
    var staff: [QueueName: TrialStaff] = [:]

    var testDescription: String { name }
  }

  @Test(arguments: [
    Good(
      name: "every prompt named",
      talk: [hears("good-morning"), hears("main-menu"), .presses([.two]), hears("goodbye"), .ends(.hangUp)]),
    Good(name: "words in part, whatever their case", talk: [hears("good-morning", "en", saying: "Good  MORNING")]),
    Good(
      name: "repeats need not be named",
      talk: [hears("good-morning"), hears("main-menu"), .queued("support", place: 1, needs: ["language": "en"])]),
    Good(
      name: "repeats may be named", talk: [hears("good-morning"), hears("main-menu"), hears("main-menu"), .connected]),
    Good(
      name: "what plays during a wait need not be named",
      talk: [.waits(.seconds(5)), .presses([.two]), hears("goodbye")]),
    Good(
      name: "what plays during a wait may be named, in order",
      talk: [.waits(.seconds(5)), hears("good-morning"), hears("main-menu")]),
    Good(
      name: "anything may stand between",
      talk: [.anything, hears("main-menu"), .presses([.two]), .anything, .ends(.hangUp)]),
    Good(name: "a key ahead skips a menu", talk: [hears("good-morning"), .presses([.two]), hears("goodbye")]),
    Good(name: "after the last line nothing is judged", talk: [hears("good-morning")]),
    Good(name: "the caller hangs up", talk: [hears("good-morning"), .hangsUp, .ends(.left)]),
    Good(
      name: "what was kept",
      talk: [
        .anything, hears("order-number"), .presses([.one, .two, .three, .four]), .keeps(["order": "1234"]), .connected,
        .agentLeaves, hears("goodbye"),
      ]),
    Good(
      name: "the service's own words",
      talk: [
        hears("good-morning"), hears("main-menu"), .presses([.nine]), hears("service-wrong"), .presses([.two]),
        hears("goodbye"),
      ]),
    Good(
      name: "nobody is there", talk: [.anything, .queued("support", place: nil, needs: [:]), hears("goodbye")],
      staff: ["support": .free(0)]),
  ])
  func `A test passes`(_ good: Good) {
    var talk = good.talk
    if good.name == "what was kept" { talk.insert(contentsOf: [Self.hears("good-morning"), .presses([.one])], at: 0) }
    let result = Bench.run(talk, Self.desk, good.staff)
    #expect(result.failure == nil)
  }

  struct Bad: CustomTestStringConvertible, Sendable {
    var talk: [FlowTest.Content]
    var line: Int
    var sentence: String
    var mend = ""

    var testDescription: String { sentence }
  }

  @Test(arguments: [
    Bad(
      talk: [hears("main-menu")], line: 1,
      sentence: "the caller hears `good-morning` at 0:00 in the step `hello` instead",
      mend: "heard: \"good morning\""),
    Bad(
      talk: [hears("good-morning", "es")], line: 1,
      sentence: "the caller hears `good-morning` at 0:00 in the step `hello` instead", mend: "it is in en, not in es"),
    Bad(
      talk: [hears("good-morning", saying: "good night")], line: 1,
      sentence: "the caller hears `good-morning` at 0:00 in the step `hello` instead",
      mend: "it does not say \"good night\"; heard: \"good morning\""),
    Bad(
      talk: [.waits(.seconds(5)), hears("main-menu"), hears("good-morning"), .connected], line: 3,
      sentence: "it does not come: the caller talks with an agent of `support`",
      mend: "`{agent-leaves: yes}` ends that"),
    Bad(
      talk: [hears("good-morning"), hears("main-menu"), .presses([.two]), .ends(.hangUp)], line: 4,
      sentence: "the caller hears `goodbye` at 0:01 in the step `goodbye` instead", mend: "heard: \"goodbye\""),
    Bad(
      talk: [.anything, hears("main-menu"), .presses([.two]), hears("goodbye"), hears("main-menu")], line: 5,
      sentence: "the call ends: the flow hangs up, at 0:01"),
    Bad(
      talk: [.anything, .queued("support", place: 2, needs: [:])], line: 2,
      sentence: "it does not come: the caller talks with an agent of `support`",
      mend: "`{agent-leaves: yes}` ends that"),
    Bad(
      talk: [.agentLeaves], line: 1, sentence: "the caller is not talking with an agent",
      mend: "write `{connected: agent}` first"),
    Bad(talk: [.keeps(["order": "1"])], line: 1, sentence: "nothing is kept as `order`"),
    Bad(
      talk: [hears("good-morning"), .says("hello")], line: 2, sentence: "nobody listens to what the caller says",
      mend: "only `record` listens to words"),
    Bad(talk: [.hangsUp, .hangsUp], line: 2, sentence: "the call is over already"),
    Bad(talk: [.hangsUp, .presses([.one])], line: 2, sentence: "the call is over before the key 1"),
  ])
  func `A test fails at the line that is not met`(_ bad: Bad) {
    let failure = Bench.run(bad.talk, Self.desk).failure
    #expect(failure?.sentence == bad.sentence)
    #expect(failure?.location.line == bad.line)
    #expect(failure?.mend == bad.mend)
  }

  @Test func `A wrong value is shown, and a secret is not`() {
    let flow = Bench.flow([("pin", Bench.ask("key-your-pin", keep: "pin", secret: true))])
    let keyed: [FlowTest.Content] = [Self.hears("key-your-pin"), .presses([.nine, .nine, .nine, .nine])]
    #expect(Bench.run(keyed + [.keeps(["pin": "••••"])], flow).failure == nil)
    let failure = Bench.run(keyed + [.keeps(["pin": "9999"])], flow).failure
    #expect(failure?.sentence == "`pin` is a secret")
    #expect(failure?.story.contains { $0.contains("9") } == false)
  }

  @Test func `A language that is spoken later in the same breath is waited for`() {
    let choice = ChooseLanguage(
      prompt: "pick-language", options: [KeySequence(.one): "en", KeySequence(.two): "es"], then: Bench.to("person"),
      silent: "en",
      patience: Patience(wait: .seconds(6), betweenKeys: .seconds(3), tries: 1, giveUp: Bench.to("person")))
    let flow = Bench.flow([("language", .chooseLanguage(choice))], languages: ["en", "es"])
    let talk: [FlowTest.Content] = [
      Self.hears("pick-language", "es"), .presses([.two]), .queued("support", place: nil, needs: ["language": "es"]),
    ]
    #expect(Bench.run(talk, flow).failure == nil)
    #expect(Bench.run([Self.hears("pick-language", "pl")], flow).failure?.mend == "it is in en, not in pl")
  }

  @Test func `A message ends a test where it is kept`() {
    let message = Record(prompt: "leave-a-message", queue: "support", then: Bench.to("goodbye"))
    let flow = Bench.flow([("message", .record(message))])
    let talk: [FlowTest.Content] = [Self.hears("leave-a-message"), .says("call me"), .presses([.pound])]
    #expect(Bench.run(talk + [.ends(.voicemail)], flow).failure == nil)
    #expect(Bench.run(talk + [Self.hears("goodbye"), .ends(.voicemail), .ends(.hangUp)], flow).failure == nil)
    let silent: [FlowTest.Content] = [Self.hears("leave-a-message"), .presses([.pound, .pound]), .ends(.voicemail)]
    #expect(Bench.run(silent, flow).failure?.sentence.hasPrefix("the caller hears `goodbye`") == true)
  }

  @Test func `The apology after a fault has to be named`() {
    let flow = Bench.flow([("hello", Bench.say("good-morning", then: "nowhere"))])
    let broken = Flow(
      name: "desk", numbers: ["100"], languages: ["en"], anywhere: [:], start: "hello", failed: Bench.to("nowhere"),
      steps: flow.order.compactMap { flow.steps[$0] }, location: .unknown)
    let failure = Bench.run([Self.hears("good-morning"), .ends(.hangUp)], broken).failure
    #expect(failure?.sentence.contains("`service-apology`") == true)
  }

  @Test func `The story of a failed test tells what happened until then`() {
    let story = Bench.run([.presses([.two]), Self.hears("main-menu")], Self.desk).failure?.story
    #expect(
      story?.prefix(3) == [
        "0:00  hears good-morning (en): good morning", "0:00  presses 2", "0:00  hears goodbye (en): goodbye",
      ])
  }
}
