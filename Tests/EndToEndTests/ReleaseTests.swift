import Foundation
import Testing

/// How an operator's edit becomes what callers hear, and how it is taken back.
@Suite(.tags(.endToEnd))
struct ReleaseTests {
  private static let widerFlow = QuickService.lineFlow.replacing(#"["302"]"#, with: #"["302", "309"]"#)

  private struct Kept: Decodable {
    var release: String
    var inPlace: Bool
  }

  private func kept(_ service: ServiceUnderTest) async throws -> [Kept] {
    try JSONDecoder().decode([Kept].self, from: Data(try await service.command("release", "list", "--json").utf8))
  }

  /// Waits until so many releases are kept; the last published first.
  private func kept(_ count: Int, _ service: ServiceUnderTest) async throws -> [Kept] {
    try await eventually("\(count) releases are kept") {
      try await kept(service)
    } is: {
      $0.count == count
    }
  }

  /// Calls a number, is in the queue, and hangs up.
  ///
  /// - Returns: the release that the call began with.
  private func release(ofCallTo number: String, place: Int, _ service: ServiceUnderTest) async throws -> String {
    let before = try await service.calls().count
    let caller = try await BaresipPhone.start(in: service.bed, place: place, tone: 440)
    try await caller.call(number)
    try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
    caller.hangUp()
    try await service.waitUntilNothingIsHeld()
    await caller.quit()
    let calls = try await eventually("the call is in the record") {
      try await service.calls()
    } is: {
      $0.count == before + 1
    }
    return calls[0].release
  }

  @Test func aSavedFlowIsWhatTheNextCallerMeetsAndABrokenOneIsNot() async throws {
    try await ServiceUnderTest.with { service in
      let first = try await kept(1, service)[0].release
      #expect(try await release(ofCallTo: QuickService.line, place: 0, service) == first)

      try service.folder.write(Self.widerFlow, to: "CallFlows/line.yaml")
      let (_, after) = try await service.program.waitForLine(containing: "release in place")
      let second = try await release(ofCallTo: "309", place: 1, service)
      #expect(second != first)
      #expect(try await kept(2, service).map(\.release) == [second, first])
      #expect(service.program.text(.error).contains("309 now starts `line`"))

      try service.folder.write("flow: line\nformat: 1\nnumbers: nonsense: [\n", to: "CallFlows/line.yaml")
      try await service.program.waitForLine(containing: "line.yaml:3:", from: after)
      #expect(try await release(ofCallTo: "309", place: 2, service) == second)
    }
  }

  @Test func whoGoesBackStaysThereOverARestartUntilTheFilesChange() async throws {
    try await ServiceUnderTest.with { service in
      let first = try await kept(1, service)[0].release
      try service.folder.write(Self.widerFlow, to: "CallFlows/line.yaml")
      let (_, after) = try await service.program.waitForLine(containing: "release in place")
      let second = try await kept(2, service)[0].release

      let said = try await service.command("release", "back")
      #expect(said.contains(first.prefix(12)) && said.contains("The folders hold something else"), "\(said)")
      try await service.program.waitForLine(containing: "release in place", from: after)
      #expect(try await release(ofCallTo: QuickService.line, place: 0, service) == first)
      let difference = try await service.command("release", "diff")
      #expect(difference.contains("309 now starts `line`"), "\(difference)")

      #expect(try await service.stop() == .code(0))
      let again = try await ServiceUnderTest.start(service.folder, in: service.bed)
      #expect(try await release(ofCallTo: QuickService.line, place: 1, again) == first)

      try again.folder.write(Self.widerFlow + "\n# saved again\n", to: "CallFlows/line.yaml")
      try await again.program.waitForLine(containing: "release in place")
      let third = try await release(ofCallTo: "309", place: 2, again)
      #expect(third != first && third != second)
      #expect(try await again.stop() == .code(0))
    }
  }
}
