import Testing

/// Who may call, and what is said to the others.
@Suite(.tags(.endToEnd))
struct AdmissionTests {
  /// A call that is turned away.
  struct Refusal: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var status: Int
    var header: String
    var number = QuickService.menu
    var host = TestNetwork.serviceAddress
    var user = "sipp"
    var formats = "0 101"
    var attribute = "a=rtpmap:101 telephone-event/8000"
  }

  static let refusals = [
    // A stranger is answered as a phone without its password is: a scanner learns nothing.
    Refusal(
      testDescription: "an address that is no trunk", status: 407, header: "Proxy-Authenticate: Digest",
      host: TestNetwork.strangerAddress),
    Refusal(testDescription: "a number that nobody has", status: 404, header: "SIP/2.0 404 ", number: "99999"),
    Refusal(
      testDescription: "a codec that we do not speak", status: 488, header: "SIP/2.0 488 ", formats: "18",
      attribute: "a=rtpmap:18 G729/8000"),
    Refusal(
      testDescription: "an agent's address without the password", status: 407,
      header: "Proxy-Authenticate: Digest", user: "201"),
  ]

  @Test(arguments: refusals)
  func aCallIsTurnedAwayWithTheRightStatus(refusal: Refusal) async throws {
    try await ServiceUnderTest.with(agents: [.ana]) { service in
      let caller = try SIPp.start(
        "refused-caller", in: service.bed, to: refusal.number, from: refusal.host,
        values: [
          "STATUS": "\(refusal.status)", "HEADER": refusal.header, "USER": refusal.user, "FORMATS": refusal.formats,
          "ATTRIBUTE": refusal.attribute,
        ])
      let statistics = try await caller.finish()
      #expect(statistics == .init(successful: 1, failed: 0, retransmissions: 0))
      try await service.waitUntilNothingIsHeld()
      #expect(try await service.calls().isEmpty, "a call that was turned away is none")
    }
  }

  @Test func sipsakGetsAnAnswerToItsOPTIONS() async throws {
    try await ServiceUnderTest.with { service in
      let sipsak = try service.bed.start(
        "sipsak", ["sipsak", "-vv", "-s", "sip:\(QuickService.menu)@\(TestNetwork.serviceAddress)"])
      #expect(try await sipsak.waitForExit() == .code(0))
      #expect(sipsak.text(.output).contains("SIP/2.0 200 OK"))
    }
  }
}
