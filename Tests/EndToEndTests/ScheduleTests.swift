import Foundation
import Testing

/// A schedule that somebody opens and closes by hand while callers call.
@Suite(.tags(.endToEnd))
struct ScheduleTests {
  private static let number = "310"

  private func write(_ folder: ServiceFolder) throws {
    try folder.write(
      """
      schedule: hours
      time-zone: Europe/Madrid
      open: {}

      """, to: "CallFlows/schedules/hours.yaml")
    try folder.write(
      """
      flow: hours
      format: 1
      numbers: ["\(Self.number)"]
      languages: [en, es]
      defaults: {failed: person}
      start: ask
      steps:
        ask: {schedule: hours, open: open, closed: closed, holiday: closed}
        open: {say: thanks, then: hang-up}
        closed: {say: goodbye, then: hang-up}
        person: {queue: support, answered: hang-up, nobody: hang-up, full: hang-up, timeout: hang-up}

      """, to: "CallFlows/hours.yaml")
  }

  /// Calls, hears the call out, and says what it met.
  private func outcome(_ phone: BaresipPhone, _ service: ServiceUnderTest) async throws -> String? {
    let before = try await service.calls().count
    try await phone.call(Self.number)
    let calls = try await eventually("the call is over") {
      try await service.calls()
    } is: {
      $0.count == before + 1 && $0[0].end != nil
    }
    try await service.waitUntilNothingIsHeld()
    return try await service.account(of: calls[0].id).steps.first { $0.kind == "outcome" }?.value
  }

  private func refusal(_ service: ServiceUnderTest, _ arguments: String...) async throws -> String {
    let program = try service.bed.start(
      arguments.joined(separator: " "), [ProjectFiles.switchboard, "schedule"] + arguments, folder: service.folder.path)
    #expect(try await program.waitForExit(within: .seconds(20)) != .code(0))
    return program.text(.error)
  }

  @Test func whatIsSaidByHandHoldsAtOnceOverARestartAndIsOverByItself() async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      try write(folder)
      let service = try await ServiceUnderTest.start(folder, in: bed)
      let phone = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      #expect(try await outcome(phone, service) == "closed")
      #expect(
        try await service.command("schedule", "open", "hours", "until", "2h").hasPrefix("hours  open by hand until "))
      try await service.program.waitForLine(containing: "a schedule is open by hand")
      #expect(try await outcome(phone, service) == "open")
      #expect(try await service.command("when", Self.number, "now").contains("The schedule hours  open by hand until "))

      #expect(try await service.stop() == .code(0))
      let again = try await ServiceUnderTest.start(folder, in: bed)
      #expect(try await outcome(phone, again) == "open")
      #expect(try await again.command("schedule", "show", "hours").contains("as written closed"))
      _ = try await again.command("schedule", "as-written", "hours")
      let (_, written) = try await again.program.waitForLine(containing: "a schedule is as written again")
      #expect(try await outcome(phone, again) == "closed")

      _ = try await again.command("schedule", "open", "hours", "until", "3s")
      let (_, after) = try await again.program.waitForLine(containing: "a schedule is open by hand", from: written)
      try await again.program.waitForLine(containing: "a schedule is as written again", from: after)
      #expect(try await outcome(phone, again) == "closed")
      await phone.quit()
    }
  }

  @Test func whatCannotBeSaidIsRefusedWithARemedy() async throws {
    try await ServiceUnderTest.with { service in
      try write(service.folder)
      try await service.program.waitForLine(containing: "release in place")
      #expect(try await refusal(service, "open", "huors", "until", "2h").contains("did you mean `hours`?"))
      #expect(try await refusal(service, "open", "hours", "until", "32d").contains("more than 31 days away"))
      #expect(try await refusal(service, "close", "hours", "until", "2020-01-01 10:00").contains("is over"))
      #expect(try await refusal(service, "close", "hours", "until", "soon").contains("soon is no time; write 20:00"))
      #expect(try await refusal(service, "close", "hours").contains("office until 20:00"))
    }
  }
}
