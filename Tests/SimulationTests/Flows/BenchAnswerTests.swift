import CallFlows
import FlowLibrary
import Testing

/// What the world answers on the bench, as the files say it: lookups with their types, transfers, callbacks and surveys.
struct BenchAnswerTests {
  private static let files = [
    "CallFlows/desk.yaml": """
    flow: desk
    format: 1
    numbers: ["100"]
    languages: [en]
    defaults: {give-up: person, failed: person}
    start: who
    steps:
      who: {lookup: customer, send: {phone: call.from}, keep: customer, found: known, missing: stranger, failed: person}
      known:
        choose:
          - {if: customer.vip and customer.balance > 100, go: told}
        else: later
      told: {say: your-balance, then: delivery}
      delivery: {schedule: office, at: customer.delivery, open: pass, closed: later, holiday: later}
      pass: {transfer: "+34910000001", answered: rate, busy: person, silent: person, refused: person}
      later: {callback: call-you-back, queue: support, at: office, booked: bye, refused: person}
      stranger: {say: stranger, then: person}
      rate: {survey: after-call, one-per: 14d, then: bye}
      bye: {say: bye, then: hang-up}
      person: {queue: support, answered: rate, nobody: bye, full: bye, timeout: bye}
    """,
    "CallFlows/lookups.yaml": """
    customer:
      get: https://crm.example/customers?phone={phone}
      gives: {vip: yes-no, balance: money EUR, delivery: date}
    """,
    "CallFlows/schedules/office.yaml": "schedule: office\ntime-zone: Europe/Madrid\nopen: {mon-fri: 09:00-18:00}\n",
    "CallFlows/surveys/after-call.yaml": """
    survey: after-call
    questions: [{ask: how-satisfied, kind: csat, keep: csat}]
    """,
    "CallFlows/queues/support.yaml": "queue: support\nnobody: after 60s\n",
    "Prompts/en/prompts.yaml": """
    your-balance: "You owe {customer.balance, money EUR}."
    call-you-back: We will call you back.
    stranger: We do not know you.
    how-satisfied: How satisfied are you, from 1 to 5?
    bye: Goodbye.
    """,
  ]

  /// A Friday evening.
  private static let at = "at: 2026-11-27 20:00\n"
  private static let vip = at + "lookups: {customer: {vip: yes, balance: 120.50, delivery: 2026-11-30}}\n"

  private func run(_ lines: String) throws -> String? { try BenchRelease(Self.files).run(lines) }

  struct Passing: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var lines: String
  }

  @Test(arguments: [
    Passing(
      testDescription: "a lookup's fields decide, are spoken and are a day that a schedule is asked about",
      lines: vip + """
        talk:
          - {hears: your-balance, saying: "euros fifty"}
          - {ends: transfer, to: "+34910000001"}
          - {agent-leaves: yes}
          - {hears: how-satisfied}
          - {presses: "5"}
          - {keeps: {csat: "5"}}
          - {hears: bye}
          - {ends: hang-up}
        """),
    Passing(
      testDescription: "a day on which nobody is there leads to a callback on the next",
      lines: at + """
        lookups: {customer: {vip: yes, balance: 120.50, delivery: 2026-11-29}}
        talk:
          - {hears: your-balance}
          - {hears: call-you-back}
          - {waits: 30s}
          - {presses: "1"}
          - {ends: callback, promised: 2026-11-30}
          - {hears: bye}
        """),
    Passing(
      testDescription: "too little money, and another way",
      lines: at + """
        lookups: {customer: {vip: yes, balance: 100, delivery: 2026-11-30}}
        talk: [{hears: call-you-back}]
        """),
    Passing(
      testDescription: "nothing is found",
      lines: at + "lookups: {customer: missing}\ntalk: [{hears: stranger}, {queued: support}]\n"),
    Passing(
      testDescription: "the resource does not answer",
      lines: at + "lookups: {customer: failed}\ntalk: [{queued: support}]\n"),
    Passing(
      testDescription: "a resource that the test does not name does not answer",
      lines: at + "talk: [{queued: support}]\n"),
    Passing(
      testDescription: "who was never asked is asked",
      lines: at + "talk: [{connected: agent}, {agent-leaves: yes}, {hears: how-satisfied}]\n"),
    Passing(
      testDescription: "who was asked of late is not asked",
      lines: at + "surveyed: {after-call: 3d}\ntalk: [{connected: agent}, {agent-leaves: yes}, {hears: bye}]\n"),
    Passing(
      testDescription: "who was asked long ago is asked again",
      lines: at
        + "surveyed: {after-call: 14d}\ntalk: [{connected: agent}, {agent-leaves: yes}, {hears: how-satisfied}]\n"),
  ])
  func aTestOfIt(_ passing: Passing) throws {
    let failure = try run(passing.lines)
    #expect(failure == nil, "\(failure ?? "")")
  }

  @Test func anotherDayOrAnotherPartnerIsNotWhatWasPromised() throws {
    let promise =
      "talk: [{hears: call-you-back}, {waits: 30s}, {presses: \"1\"}, {ends: callback, promised: 2026-12-01}]\n"
    let late = try run(Self.at + "lookups: {customer: {vip: no, balance: 0, delivery: 2026-11-30}}\n" + promise)
    #expect(late != nil)
    let other = try run(Self.vip + "talk: [{hears: your-balance}, {ends: transfer, to: \"200\"}]\n")
    #expect(other?.contains("the caller talks with +34910000001") == true, "\(other ?? "it passed")")
  }

  @Test(arguments: [
    ("lookups: {customer: {vip: yes, balance: 1}}", "missing-key"),
    ("lookups: {customer: {vip: perhaps, balance: 1, delivery: 2026-11-30}}", "bad-type"),
    ("lookups: {customer: {vip: yes, balance: much, delivery: 2026-11-30}}", "bad-type"),
    ("lookups: {customer: {vip: yes, balance: 1, delivery: tomorrow}}", "bad-type"),
    ("lookups: {customer: {vip: yes, balance: 1, delivery: 2026-11-30, name: Ana}}", "unknown-key"),
    ("lookups: {customer: gone}", "unknown-word"), ("lookups: {costumer: missing}", "unknown-lookup"),
    ("surveyed: {after-cal: 3d}", "unknown-survey"), ("surveyed: {after-call: 3}", "bad-duration"),
  ])
  func anAnswerThatTheResourceCannotGiveIsAMistakeOfTheTest(_ line: String, _ rule: String) throws {
    let set = try #require(try BenchRelease(Self.files).test("\(Self.at)\(line)\ntalk: [{queued: support}]\n"))
    #expect(set.diagnostics.map(\.rule) == [rule], "\(set.printer.text(set.diagnostics))")
    #expect(set.tests.isEmpty)
  }

  @Test(arguments: [
    ("CallFlows/desk.yaml", "at: customer.delivery", "at: customer.vip", "bad-type"),
    ("CallFlows/desk.yaml", "at: customer.delivery", "at: customer.day", "unknown-name"),
    ("Prompts/en/prompts.yaml", "{customer.balance, money EUR}", "{customer.balance, date}", "bad-type"),
    ("Prompts/en/prompts.yaml", "{customer.balance, money EUR}", "{customer.debt, money EUR}", "unknown-name"),
    ("Prompts/en/prompts.yaml", "{customer.balance, money EUR}", "{customer.vip, number}", "bad-type"),
  ])
  func fieldsAreUsedAsWhatTheyAre(_ file: String, _ text: String, _ other: String, _ rule: String) throws {
    var files = Self.files
    files[file] = files[file]?.replacing(text, with: other)
    #expect(files[file] != Self.files[file])
    let release = try BenchRelease(files)
    #expect(release.errors.map(\.rule) == [rule], "\(release.loaded.printer.text(release.errors))")
  }
}
