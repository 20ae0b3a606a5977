import CallFlows
import Testing
import Timekeeping

struct SurveyTests {
  private static let afterCall = Survey(
    name: "after-call",
    questions: [
      SurveyQuestion(prompt: "how-satisfied", kind: .csat, keep: "csat"),
      SurveyQuestion(prompt: "would-recommend", kind: .nps, keep: "nps"),
      SurveyQuestion(prompt: "is-it-solved", kind: .yesNo, keep: "solved"),
      SurveyQuestion(
        prompt: "tell-us-more", kind: .comment(longest: .seconds(60), isOptional: true), keep: "comment"),
    ])

  private func flow(onePer: Duration? = nil, share: Int? = nil) -> Flow {
    let low = SurveyAction.Low(
      below: ["csat": 3], followUp: FollowUp(queue: "support", reason: "low-score", due: .seconds(86_400)))
    return desk(
      [
        (
          "ask", .survey(SurveyAction(survey: "after-call", onePer: onePer, share: share, low: low, then: .step("bye")))
        ),
        ("bye", .say("goodbye", then: .hangUp)),
      ], anywhere: [.star: .repeat, .pound: .go(.step("person"))])
  }

  private func dialling(_ flow: Flow, _ survey: Survey = afterCall) -> Telephone {
    var phone = Telephone(flow, surveys: [survey])
    phone.tell(.started)
    return phone
  }

  @Test func `The questions are asked one after another, and the answers kept`() {
    var phone = dialling(flow())
    #expect(phone.effects.map(\.line) == ["· visited ask survey", "· asked after-call", "play how-satisfied/en"])
    #expect(
      phone.press("4") == ["stop", "· keyed ask 4", "· surveyed after-call csat=4", "play would-recommend/en"])
    #expect(phone.press("9").heard == ["stop", "play is-it-solved/en"])
    #expect(phone.press("2").heard == ["stop", "play! tell-us-more/en beep"])
    #expect(phone.hearOut() == ["record 60.0 s"])
    #expect(
      phone.tell(.recordingEnded(.kept(name: "r-1"))) == [
        "· surveyed after-call comment=r-1", "survey after-call comment=r-1 csat=4 nps=9 solved=no",
        "· outcome ask then", "· visited bye say", "play goodbye/en",
      ])
  }

  @Test(arguments: [("10", "10"), ("*", "10"), ("1", "1"), ("0", "0"), ("7", "7")])
  func `Ten is keyed as one and nought, or as a star`(keys: String, answer: String) {
    var phone = dialling(flow())
    phone.press("5")
    let lines = phone.press(keys) + phone.wait(.seconds(2))
    #expect(lines.contains("· surveyed after-call nps=\(answer)"))
  }

  @Test func `A low answer has somebody see to it`() {
    var phone = dialling(flow())
    phone.press("29")
    let lines = phone.tell(.callerHungUp)
    #expect(
      lines == [
        "survey after-call in part csat=2 nps=9", "follow up in support for low-score within 86400.0 s",
        "· ended left at ask",
      ])
  }

  @Test func `Who does not answer twice has had enough`() {
    var phone = dialling(flow())
    phone.press("4")
    #expect(phone.staySilent().heard == ["play would-recommend/en"])
    #expect(phone.staySilent().heard == ["survey after-call in part csat=4", "play goodbye/en"])
    var wrong = dialling(flow())
    #expect(wrong.press("8").heard == ["stop", "play service-wrong/en how-satisfied/en"])
    #expect(wrong.press("8").heard == ["stop", "play goodbye/en"])
  }

  @Test func `A comment that nobody makes is passed over, or asked for once more`() {
    var phone = dialling(flow())
    phone.press("49")
    phone.press("1")
    phone.hearOut()
    #expect(
      phone.tell(.recordingEnded(.empty)).heard == ["survey after-call csat=4 nps=9 solved=yes", "play goodbye/en"])
    let wanted = Survey(
      name: "after-call",
      questions: [
        SurveyQuestion(prompt: "tell-us", kind: .comment(longest: .seconds(60), isOptional: false), keep: "comment")
      ])
    var other = dialling(flow(), wanted)
    other.hearOut()
    #expect(other.tell(.recordingEnded(.empty)).heard == ["play! tell-us/en beep"])
    other.hearOut()
    #expect(other.tell(.recordingEnded(.failed("full"))).heard == ["play goodbye/en"])
  }

  @Test func `A key of anywhere leads out of it, and what was answered is not lost`() {
    var phone = dialling(flow())
    phone.press("4")
    #expect(phone.press("#").heard == ["stop", "survey after-call in part csat=4", "enter support"])
  }

  @Test func `No caller is asked more often than once in a while`() {
    var phone = dialling(flow(onePer: .seconds(86_400)))
    #expect(phone.effects.map(\.line).last == "may survey #1 after-call")
    #expect(phone.tell(.survey(1, isDue: false)).heard == ["play goodbye/en"])
    var due = dialling(flow(onePer: .seconds(86_400)))
    #expect(due.tell(.survey(1, isDue: true)).heard == ["play how-satisfied/en"])
    var late = dialling(flow(onePer: .seconds(86_400)))
    #expect(late.wait(.seconds(10)).heard.last == "play goodbye/en")
  }

  @Test func `Whoever was asked in this call is not asked again in it`() {
    let again = SurveyAction(survey: "after-call", onePer: .seconds(86_400), then: .step("bye"))
    let first = SurveyAction(survey: "after-call", onePer: .seconds(86_400), then: .step("again"))
    var phone = dialling(
      desk([("ask", .survey(first)), ("again", .survey(again)), ("bye", .say("goodbye", then: .hangUp))]))
    phone.tell(.survey(1, isDue: true))
    phone.staySilent()
    #expect(phone.staySilent().heard == ["play goodbye/en"])
    #expect(phone.effects.map(\.line).filter { $0.hasPrefix("may survey") }.count == 1)
  }

  @Test func `Of a share only so many are asked`() {
    #expect(dialling(flow(share: 100)).effects.map(\.line).last == "play how-satisfied/en")
    let none = dialling(flow(share: 0))
    #expect(none.effects.map(\.line).last == "play goodbye/en")
  }

  @Test func `A survey that does not exist, scores that are none, and words that are missing`() {
    #expect(check(flow()).map(\.rule).sorted() == ["unknown-survey"])
    #expect(check([afterPerson()], surveys: [Self.afterCall]) == [])
    let other = Survey(name: "after-call", questions: [SurveyQuestion(prompt: "q", kind: .yesNo, keep: "csat")])
    #expect(check([afterPerson()], surveys: [other]).map(\.rule) == ["unknown-name"])
    let missing = check(
      [afterPerson()],
      prompts: ["en": FlowChecker.promptsUsed(by: FlowRelease(flows: [afterPerson()], schedules: [], identifier: "0"))],
      surveys: [Self.afterCall])
    #expect(Set(missing.map(\.rule)) == ["unknown-prompt"])
    #expect(missing.count == 4)
  }

  private func afterPerson() -> Flow {
    let low = SurveyAction.Low(below: ["csat": 3], followUp: FollowUp(queue: "support"))
    return desk([
      mainMenu("person"), ("person", .queue("support", answered: .step("ask"))),
      ("ask", .survey(SurveyAction(survey: "after-call", low: low, then: .hangUp))),
    ])
  }

  @Test func `Its answers are numbers, and yes or no`() {
    let flow = desk([
      mainMenu("person"), ("person", .queue("support", answered: .step("ask"))),
      ("ask", .survey(SurveyAction(survey: "after-call", then: .step("split")))),
      (
        "split",
        .choose(
          .and(.compare(.name(.kept("csat")), .less, .literal(.number(3))), .name(.kept("solved"))), .hangUp,
          otherwise: .hangUp)
      ),
    ])
    #expect(check([flow], surveys: [Self.afterCall]) == [])
  }
}
