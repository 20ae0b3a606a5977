import CallFlows
import CallQueues
import FlowLibrary
import Testing

struct ValidReleaseTests {
  private let result: LoadResult
  private let service: LoadedService
  private let flow: Flow

  init() throws {
    let release = try FixtureRelease()
    result = release.load()
    service = try #require(result.service, "\(result.printer.text(result.diagnostics))")
    flow = try #require(service.release.flows["front-desk"])
  }

  private func leads(_ destination: Destination?, to step: StepName) -> Bool { destination?.target == .step(step) }

  private func action(_ step: StepName) -> Action? { flow.steps[step]?.action }

  @Test func itHasNoErrorAndOnlyTheWarningsItDeserves() {
    #expect(Set(result.diagnostics.map(\.severity)) == [.warning])
    #expect(Set(result.diagnostics.map(\.rule)) == ["queue-ends-call"])
  }

  @Test func theHeaderOfAFlowIsRead() {
    #expect(flow.numbers == ["100", "+34910000000", "reception"])
    #expect(flow.languages == ["en", "es", "pl"])
    #expect(flow.start == "language")
    #expect(leads(flow.failed, to: "person"))
    #expect(flow.anywhere[.star] == .repeat)
    #expect(flow.anywhere[.pound] == .back)
    guard case .go(let person)? = flow.anywhere[.zero] else {
      Issue.record("0 leads nowhere")
      return
    }
    #expect(leads(person, to: "person"))
    #expect(service.flowsByNumber == ["100": "front-desk", "+34910000000": "front-desk", "reception": "front-desk"])
  }

  @Test func stepsStandInTheOrderOfTheFile() {
    let order: [StepName] = [
      "language", "opening", "main", "order", "remember", "split", "agents", "person", "night", "duty", "sorry",
      "goodbye",
      "end", "message", "again",
    ]
    #expect(flow.order == order)
    #expect(flow.steps["main"]?.location.line == 22)
    #expect(flow.steps["main"]?.location.column == 3)
  }

  @Test func aStepKnowsWhereItNamesWhatItUses() {
    func place(_ step: StepName, _ mention: Mention) -> [Int]? {
      flow.steps[step]?.mentions[mention].map { [$0.line, $0.column] }
    }
    #expect([flow.startLocation.line, flow.startLocation.column] == [7, 8])
    #expect(place("main", .prompt("main-menu")) == [23, 11])
    #expect(place("main", .prompt("not-a-choice-either")) == [27, 34])
    #expect(place("night", .prompt("call-again")) == [72, 26])
    #expect(place("opening", .schedule("office")) == [17, 15])
    #expect(place("agents", .queue("support")) == [57, 12])
    #expect(place("agents", .need("language")) == [58, 23])
    #expect(place("message", .prompt("leave-a-message")) == [90, 13])
    #expect(place("message", .queue("support")) == [95, 24])
  }

  @Test func aMenuIsReadWithItsOwnPatienceAndTheDefaults() throws {
    guard case .menu(let menu)? = action("main") else {
      Issue.record("no menu")
      return
    }
    #expect(menu.prompt == "main-menu")
    #expect(menu.patience.wait == .seconds(4))
    #expect(menu.patience.betweenKeys == .seconds(3))
    #expect(menu.patience.tries == 2)
    #expect(menu.patience.silentPrompts == ["nothing-heard"])
    #expect(menu.patience.wrongPrompts == ["not-a-choice", "not-a-choice-either"])
    #expect(leads(menu.patience.silent, to: "agents"))
    #expect(menu.patience.wrong == nil)
    #expect(leads(menu.patience.giveUp, to: "person"))
    #expect(Set(menu.options.keys.map(\.description)) == ["1", "2", "3", "44"])
    let fault = try #require(KeySequence("2").flatMap { menu.options[$0] })
    #expect(fault.set.map(\.name) == ["reason", "priority"])
    #expect(fault.set.map(\.value) == [.literal(.text("fault")), .literal(.text("high"))])
    let complaint = try #require(KeySequence("3").flatMap { menu.options[$0] })
    #expect(complaint.reason == "complaint")
    #expect(complaint.tag == "vip")
  }

  @Test func aChoiceOfLanguagesIsRead() {
    guard case .chooseLanguage(let choice)? = action("language") else {
      Issue.record("no choice of languages")
      return
    }
    #expect(choice.prompt == "pick-language")
    #expect(KeySequence("3").flatMap { choice.options[$0] } == "pl")
    #expect(choice.silent == "en")
    #expect(leads(choice.then, to: "opening"))
  }

  @Test func aQuestionIsRead() {
    guard case .ask(let ask)? = action("order") else {
      Issue.record("no question")
      return
    }
    #expect(ask.prompt == "order-number")
    #expect(ask.digits == 6...8)
    #expect(ask.end == .pound)
    #expect(ask.confirm)
    #expect(ask.check == .luhn)
    #expect(!ask.secret)
    #expect(ask.keep == "order")
    #expect(leads(ask.then, to: "agents"))
    #expect(leads(ask.invalid, to: "person"))
  }

  @Test func aBareWordIsANameAndTextStandsInQuotes() {
    guard case .set(let assignments, let then)? = action("remember") else {
      Issue.record("no set")
      return
    }
    #expect(
      assignments.map(\.value) == [
        .literal(.text("a call")), .literal(.yesNo(true)), .literal(.number(3)), .name(.call(.language)),
        .name(.kept("order")),
      ])
    #expect(leads(then, to: "split"))
  }

  @Test func aChoiceIsRead() {
    guard case .choose(let choice)? = action("split") else {
      Issue.record("no choice")
      return
    }
    #expect(
      choice.branches.map(\.condition.description) == [
        "call.language is not \"es\" and (again or times < 3)", "call.from in (\"+34910000000\", \"+34910000001\")",
        "share 10%",
      ])
    #expect(choice.branches.first?.go.reason == "again")
    #expect(choice.branches.first?.location.line == 51)
    #expect(leads(choice.branches.last?.go, to: "night"))
    #expect(leads(choice.otherwise, to: "agents"))
  }

  @Test func aStepsAnnouncementsChangeTheQueuesInParts() {
    guard case .queue(let queue)? = action("agents") else {
      Issue.record("no queue")
      return
    }
    #expect(queue.queue == "support")
    #expect(queue.needs == ["language": .name(.call(.language))])
    #expect(queue.priority == .high)
    #expect(
      queue.announce == Announcements(first: .seconds(20), every: .seconds(60), place: .always, wait: false))
    #expect(queue.longestWait == .seconds(1200))
    #expect(queue.leave?.key == .nine)
    #expect(leads(queue.leave?.left, to: "goodbye"))
    #expect(leads(queue.timeout, to: "sorry"))
  }

  @Test func aMessageIsReadWithEverySetting() {
    guard case .record(let message)? = action("message"), case .queue(let again)? = action("again") else {
      Issue.record("no message, or no queue")
      return
    }
    #expect(message.prompt == "leave-a-message")
    #expect(message.longest == .seconds(120))
    #expect(message.end == .star)
    #expect(!message.beep)
    #expect(message.keep == "voicemail")
    #expect(message.queue == "support")
    #expect(message.reason == "complaint")
    #expect(leads(message.then, to: "again"))
    #expect(leads(message.empty, to: "sorry"))
    #expect(again.recording == .no)
  }

  @Test func theOtherStepsAreRead() {
    guard case .say(let say)? = action("night"), case .go(let go)? = action("person"),
      case .schedule(let question)? = action("opening")
    else {
      Issue.record("a step is not what it was written as")
      return
    }
    #expect(say.prompts == ["we-are-closed", "call-again"])
    #expect(say.mustHear)
    #expect(leads(go, to: "agents"))
    #expect(go.tag == "asked-for-a-person")
    #expect(question.schedule == "office")
    #expect(leads(question.holiday, to: "night"))
    #expect(action("end") == .hangUp)
  }

  @Test func aQueueIsReadWithEverySetting() {
    let support = service.queues.first { $0.id == "support" }
    let expected = QueueSettings(
      id: "support", strategy: .longestIdle, ring: .seconds(25), wrapUp: .seconds(45),
      target: ServiceTarget(share: 0.9, within: .seconds(15)), shortAbandon: .seconds(4), atMost: 50,
      nobody: .after(.seconds(10)), needs: ["language": .callLanguage], priority: .low,
      age: .seconds(600), music: nil,
      announce: QueueAnnouncements(
        first: .seconds(20), every: .seconds(50), place: .whenItImproves, wait: false))
    #expect(support == expected)
  }

  @Test func aQueueThatSaysLittleHasTheDefaults() {
    let onCall = service.queues.first { $0.id == "on-call" }
    #expect(
      onCall
        == QueueSettings(
          id: "on-call", nobody: .wait, needs: ["language": .text("en")], age: nil, music: "night-tune",
          record: QueueRecording(keep: .seconds(30 * 86_400), announce: "recorded-call")))
  }

  @Test func aScheduleIsReadAndNightHoursRunIntoTheNextDay() throws {
    let office = try #require(service.release.schedules["office"])
    func hours(_ start: Int, _ end: Int) -> Schedule.Hours {
      Schedule.Hours(start: .seconds(start * 3600), end: .seconds(end * 3600))
    }
    #expect(office.timeZone == "Europe/Madrid")
    #expect(office.open[.monday] == [hours(9, 14), hours(16, 19)])
    #expect(office.open[.thursday] == [hours(9, 14), hours(16, 19)])
    #expect(office.open[.friday] == [hours(9, 18)])
    #expect(office.open[.saturday] == [hours(22, 26)])
    #expect(office.open[.sunday] == nil)
    #expect(
      office.holidays == [
        .yearly(month: 1, day: 1), .yearly(month: 12, day: 25), .easter(offset: -2), .easter(offset: 1),
        .once(year: 2026, month: 10, day: 12),
      ])
  }
}
