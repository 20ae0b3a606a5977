import CallControl
import CallFlows
import Redaction
import Testing
import Timekeeping

@Suite("What a flow asks the world outside")
struct OutsideTests {
  /// Asks who the caller is, tells a program about the call, and says goodbye.
  private static func bench() -> CallBench {
    let person = Destination(.step("sorry"))
    let flow = Flow(
      name: FrontDesk.flow, numbers: ["100"], languages: ["en"], anywhere: [.zero: .go(person)], start: "who",
      failed: person,
      steps: [
        Step(
          name: "who",
          action: .lookup(
            Lookup(
              resource: "customer",
              send: [Assignment(name: "phone", value: .name(.call(.from)))], keep: "customer",
              found: Destination(.step("tell")), missing: Destination(.step("welcome")), failed: person))),
        Step(
          name: "tell",
          action: .message(
            MessageAction(
              way: .webhook, to: "https://crm.example/calls", sent: Destination(.step("goodbye")), failed: person))),
        Step(name: "welcome", action: .say(Say(prompts: ["welcome"], then: Destination(.hangUp)))),
        Step(name: "sorry", action: .say(Say(prompts: ["sorry"], then: Destination(.hangUp)))),
        Step(name: "goodbye", action: .say(Say(prompts: ["goodbye"], then: Destination(.hangUp)))),
      ], location: .unknown)
    let release = FlowRelease(flows: [flow], schedules: [], identifier: "r1")
    var bench = CallBench(FrontDesk.call(release: release))
    _ = bench.at(0, .arrived)
    return bench
  }

  @Test func aLookupAndAMessageAreAskedForAndAnsweredInTheirTurn() {
    var bench = Self.bench()
    #expect(
      bench.at(1, .leg(.caller, .connected)) == [
        .outside(
          .lookUp(
            LookupRequest(number: 1, resource: "customer", send: ["phone": .text(FrontDesk.caller.user.exposed)])))
      ])
    #expect(
      bench.at(1.5, .outside(.lookup(1, .found(["name": .text("Eva")])))) == [
        .outside(.send(OutgoingMessage(number: 2, way: .webhook, to: "https://crm.example/calls")))
      ])
    #expect(bench.at(1.6, .outside(.message(2, .sent))) == [.says("goodbye", number: 1)])
  }

  @Test(arguments: [(LookupResult.missing, "welcome"), (.failed("no answer"), "sorry")])
  func theFlowGoesWhereTheAnswerLeads(_ result: LookupResult, _ prompt: String) {
    var bench = Self.bench()
    _ = bench.at(1, .leg(.caller, .connected))
    #expect(bench.at(1.5, .outside(.lookup(1, result))) == [.says(PromptName(prompt), number: 1)])
  }

  @Test func aCallerWhoTurnsElsewhereGivesTheQuestionUpAndALateAnswerChangesNothing() {
    var bench = Self.bench()
    _ = bench.at(1, .leg(.caller, .connected))
    let effects = bench.at(1.2, .media(.key(.caller, .zero)))
    #expect(effects.contains(.outside(.abandon(1))))
    #expect(effects.last == .says("sorry", number: 1))
    #expect(bench.at(1.5, .outside(.lookup(1, .missing))) == [])
  }

  /// A flow that asks everybody the questions of a survey, once in a fortnight.
  private static func survey(_ caller: String) -> CallBench {
    let action = SurveyAction(survey: "after-call", onePer: .seconds(14 * 86_400), then: Destination(.step("goodbye")))
    let flow = Flow(
      name: FrontDesk.flow, numbers: ["100"], languages: ["en"], anywhere: [:], start: "ask",
      failed: Destination(.step("goodbye")),
      steps: [
        Step(name: "ask", action: .survey(action)),
        Step(name: "goodbye", action: .say(Say(prompts: ["goodbye"], then: Destination(.hangUp)))),
      ], location: .unknown)
    let survey = Survey(
      name: "after-call", questions: [SurveyQuestion(prompt: "how-satisfied", kind: .csat, keep: "csat")])
    let release = FlowRelease(flows: [flow], schedules: [], surveys: [survey], identifier: "r1")
    let machine = CallMachine(
      id: "c", facts: CallerFacts(user: Redacted(caller), dialled: Redacted("100")), release: release,
      flow: FrontDesk.flow, queues: [:])
    var bench = CallBench(machine)
    _ = bench.at(0, .arrived)
    return bench
  }

  @Test(arguments: [(true, "how-satisfied"), (false, "goodbye")])
  func whetherASurveyIsDueTheRecordSays(_ isDue: Bool, _ prompt: String) {
    var bench = Self.survey("+34600111222")
    let request = SurveyRequest(number: 1, survey: "after-call", onePer: .seconds(14 * 86_400))
    #expect(
      bench.at(1, .leg(.caller, .connected)) == [.outside(.maySurvey(request, caller: Redacted("+34600111222")))])
    #expect(bench.at(1.1, .outside(.survey(1, isDue: isDue))) == [.says(PromptName(prompt), number: 1)])
  }

  @Test func whoCannotBeToldApartIsAsked() {
    var bench = Self.survey("anonymous")
    #expect(bench.at(1, .leg(.caller, .connected)) == [.says("how-satisfied", number: 1)])
  }

  @Test func anAnswerToACallThatIsOverChangesNothing() {
    var bench = Self.bench()
    _ = bench.at(1, .leg(.caller, .connected))
    let effects = bench.at(1.2, .leg(.caller, .ended(.remoteHangUp)))
    #expect(effects.last == .finished)
    #expect(bench.at(1.5, .outside(.lookup(1, .missing))) == [])
  }
}
