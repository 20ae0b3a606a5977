import Foundation
import Testing

/// Callers who are asked how satisfied they are, and those who have been asked already.
@Suite(.tags(.endToEnd))
struct SurveyTests {
  private static let number = "311"

  private func write(_ folder: ServiceFolder) throws {
    try folder.write(
      """
      survey: after-call
      questions:
        - {ask: order-number, kind: csat, keep: csat}

      """, to: "CallFlows/surveys/after-call.yaml")
    try folder.write(
      """
      flow: rated
      format: 1
      numbers: ["\(Self.number)"]
      languages: [en, es]
      defaults: {failed: person}
      start: rate
      steps:
        rate: {survey: after-call, one-per: 14d, then: bye}
        bye: {say: goodbye, then: hang-up}
        person: {queue: support, answered: hang-up, nobody: hang-up, full: hang-up, timeout: hang-up}

      """, to: "CallFlows/rated.yaml")
  }

  private func steps(_ place: Int, of agent: TestAgent? = nil, _ service: ServiceUnderTest, pressing key: String?)
    async throws -> [String]
  {
    let before = try await service.calls().count
    let phone = try await BaresipPhone.start(in: service.bed, place: place, agent: agent, tone: 440)
    try await phone.call(Self.number)
    if let key { await phone.press(key) }
    let calls = try await eventually("the call is over", within: .seconds(30)) {
      try await service.calls()
    } is: {
      $0.count == before + 1 && $0[0].end != nil
    }
    await phone.quit()
    return try await service.account(of: calls[0].id).steps.map(\.kind)
  }

  @Test func aCallerIsAskedOnceInAWhileAlsoOverARestartAndAnotherIsAsked() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      try write(folder)
      let service = try await ServiceUnderTest.start(folder, in: bed, agents: [.ana])
      let first = try await steps(0, service, pressing: "4")
      #expect(first.contains("survey-asked") && first.contains("surveyed"), "\(first)")
      let second = try await steps(0, service, pressing: nil)
      #expect(!second.contains("survey-asked"), "\(second)")
      #expect(try await service.stop() == .code(0))
      let again = try await ServiceUnderTest.start(folder, in: bed)
      #expect(try await !steps(0, again, pressing: nil).contains("survey-asked"))
      #expect(try await steps(1, of: .ana, again, pressing: nil).contains("survey-asked"))
    }
  }
}
