import CallFlows
import FlowLibrary
import Testing

/// Steps that ask the world, flows that run flows, and typed entries, as their files say them.
struct ActionReadingTests {
  private let result: LoadResult
  private let flow: Flow
  private let release: FlowRelease

  init() throws {
    let files = try FixtureRelease()
    try files.write(
      "CallFlows/surveys/after-call.yaml",
      """
      survey: after-call
      questions:
        - {ask: main-menu, kind: csat, keep: csat}
        - {ask: main-menu, kind: nps, keep: nps}
        - {ask: goodbye, kind: yes-no, keep: solved}
        - {record: leave-a-message, at-most: 30s, optional: no}
      """)
    try files.write(
      "CallFlows/identify.yaml",
      """
      flow: identify
      format: 1
      languages: [en, es, pl]
      inputs: {limit: number, owes: money EUR}
      defaults: {give-up: unknown, failed: person}
      start: card
      steps:
        card: {ask: order-number, type: card, keep: card, then: known}
        known: {return: known}
        unknown: {return: unknown}
        person: {queue: support, answered: hang-up, nobody: unknown, full: unknown, timeout: unknown}
      """)
    try files.write("CallFlows/second.yaml", Self.second)
    result = files.load()
    let service = try #require(result.service, "\(result.printer.text(result.diagnostics))")
    release = service.release
    flow = try #require(release.flows["second"])
  }

  private static let second = """
    flow: second
    format: 1
    numbers: ["200"]
    languages: [en]
    time-zone: Europe/Warsaw
    defaults: {give-up: person, failed: person, then: person, busy: person, silent: person, refused: person}
    start: amount
    steps:
      amount: {ask: order-number, type: amount EUR, keep: sum, then: due}
      due: {ask: order-number, type: date, keep: due, then: pin}
      pin: {ask: order-number, type: pin, digits: 4, end: "*", keep: pin, then: agreed}
      agreed: {ask: order-number, type: yes-no, keep: agreed, then: who}
      who:
        run: identify
        with: {limit: 3, owes: sum}
        keep: {number: card}
        known: {tag: known, go: split}
        unknown: person
      split:
        choose:
          - {if: agreed and sum > 100 and days-until(due) < 3, go: pass}
        else: call-back
      pass: {transfer: "sip:night@example.com", answered: person, ring: 20s, caller-id: "+34910000000", supervised: no}
      again: {transfer: call.agent, answered: person}
      call-back: {callback: call-again, queue: support, at: office, number: call.from, attempts: 3, gap: 30m, booked: rate, invalid: rate}
      rate:
        survey: after-call
        share: 20%
        low: {csat: below 3, nps: below 7, follow-up: {owner: call.agent, queue: support, reason: low-score, due: 1d}}
        then: open
      open: {case: open, kind: complaint, note: "from the survey", keep: case, then: state}
      state: {case: status, number: case, keep: state, found: later, missing: later}
      later: {follow-up: {owner: "ana", note: case}, then: tell}
      tell: {message: webhook, to: https://crm.example/calls, template: call, send: {case: case}, sent: mail}
      mail: {message: e-mail, to: desk@example.com, sent: again}
      person: {queue: support, answered: hang-up, nobody: hang-up, full: hang-up, timeout: hang-up}
    """

  private func action(_ step: StepName) -> Action? { flow.steps[step]?.action }

  @Test func whatHasNoOtherEndYetWarns() {
    let warnings = result.diagnostics.filter { $0.location.file.hasSuffix("second.yaml") && $0.rule == "not-used-yet" }
    #expect(warnings.map(\.location.line) == [25, 29, 31, 32, 33])
    #expect(flow.timeZone == "Europe/Warsaw")
  }

  @Test func typedEntriesAreRead() {
    guard case .ask(let amount)? = action("amount"), case .ask(let pin)? = action("pin"),
      case .ask(let agreed)? = action("agreed")
    else {
      Issue.record("no question")
      return
    }
    #expect(amount.kind == .amount(currency: "EUR"))
    #expect(amount.end == .pound)
    #expect(pin.kind == .pin)
    #expect(pin.digits == 4...4)
    #expect(pin.end == .star)
    #expect(pin.secret)
    #expect(agreed.kind == .yesNo)
    #expect(!agreed.secret)
  }

  @Test func aFlowThatIsRunIsRead() {
    guard case .run(let run)? = action("who") else {
      Issue.record("no run")
      return
    }
    #expect(run.flow == "identify")
    #expect(run.with.map(\.value.description) == ["3", "sum"])
    #expect(run.keep == ["number": "card"])
    #expect(Set(run.results.keys) == ["known", "unknown"])
    #expect(run.results["known"]?.tag == "known")
    #expect(release.flows["identify"]?.inputs == ["limit": .number, "owes": .money(currency: "EUR")])
    #expect(release.flows["identify"]?.steps["known"]?.action == .giveBack("known"))
  }

  @Test func whatAsksTheWorldIsRead() {
    guard case .transfer(let transfer)? = action("pass"), case .callback(let callback)? = action("call-back"),
      case .caseFile(let open)? = action("open"), case .followUp(let followUp, _)? = action("later"),
      case .message(let message)? = action("tell"), case .transfer(let again)? = action("again")
    else {
      Issue.record("a step is not what it was written as")
      return
    }
    #expect(transfer.target == .address("sip:night@example.com"))
    #expect(transfer.ring == .seconds(20))
    #expect(!transfer.isSupervised)
    #expect(again.target == .lastAgent)
    #expect(!result.printer.text(result.diagnostics).contains("`transfer`"))
    #expect(callback.queue == "support")
    #expect(callback.at == "office")
    #expect(callback.attempts == 3)
    #expect(callback.gap == .seconds(1_800))
    #expect(open.note == .literal(.text("from the survey")))
    #expect(followUp.owner == .literal(.text("ana")))
    #expect(followUp.note == .name(.kept("case")))
    #expect(message.to == "https://crm.example/calls")
  }

  @Test func aSurveyAndItsQuestionsAreRead() throws {
    guard case .survey(let survey)? = action("rate") else {
      Issue.record("no survey")
      return
    }
    #expect(survey.share == 20)
    #expect(survey.low?.below == ["csat": 3, "nps": 7])
    #expect(survey.low?.followUp.due == .seconds(86_400))
    let questions = try #require(release.surveys["after-call"]?.questions)
    #expect(questions.map(\.kind) == [.csat, .nps, .yesNo, .comment(longest: .seconds(30), isOptional: false)])
    #expect(questions.map(\.keep) == ["csat", "nps", "solved", "comment-4"])
  }
}
