import Foundation
import Testing

/// A fax machine that calls by mistake.
@Suite(.tags(.endToEnd))
struct FaxCallTests {
  /// Calls the menu as a fax does, until the service hangs up; the record, and what was heard.
  private func call(
    changing flow: (String) -> String, codec: String = "pcmu", keys: String = "rfc4733"
  ) async throws -> (account: CallAccount, heard: HeardAudio) {
    var result: (CallAccount, HeardAudio)?
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed, codecs: "pcma, pcmu, g722, opus", keys: keys)
      try folder.write(flow(QuickService.flow), to: "CallFlows/quick.yaml")
      // Longer than what a phone may cut off at the end of a call.
      try ToneFile(frequency: QuickService.spokenTone, seconds: 1).write(to: URL(filePath: folder.path + "/spoken.wav"))
      let service = try await ServiceUnderTest.start(folder, in: bed)
      let machine = try await BaresipPhone.start(in: bed, place: 0, says: .faxCalling, codec: codec)
      try await machine.call(QuickService.menu)
      try await machine.program.waitForLine(containing: "session closed", within: .seconds(30))
      let account = try await service.onlyCall()
      await machine.quit()
      try await service.waitUntilNothingIsHeld()
      result = (account, try machine.heard())
    }
    return try #require(result)
  }

  @Test(arguments: ["pcmu", "g722", "opus"])
  func aFaxGoesWhereTheFlowWantsIt(codec: String) async throws {
    let (account, heard) = try await call(
      changing: { $0.replacing("start: language", with: "fax: {reason: fax, go: goodbye}\nstart: language") },
      codec: codec)
    #expect(account.values(of: "outcome").count { $0 == "fax" } == 1)
    #expect(account.call.reason == "fax")
    #expect(account.call.path.last == "goodbye")
    #expect(account.call.end?.how == "flow-ended")
    #expect(heard.seconds(of: 1300) >= 0.2)
  }

  @Test(arguments: ["rfc4733", "in-band"])
  func whereNoFaxIsWantedItIsToldSoAndLetGo(keys: String) async throws {
    let (account, heard) = try await call(changing: { $0 }, keys: keys)
    #expect(account.values(of: "outcome").count { $0 == "fax" } == 1)
    #expect(account.steps.contains { $0.kind == "flow-ended" && $0.subject == "no-fax" })
    #expect(account.call.end?.how == "flow-ended")
    #expect(heard.seconds(of: QuickService.spokenTone) >= 0.5)
  }
}
