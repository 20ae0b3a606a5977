import Foundation
import Testing

/// Carriers: a real one (Kamailio) where we register, and hostile ones played by SIPp.
@Suite(.tags(.endToEnd))
struct TrunkTests {
  private static let password = "open sesame"
  private static let carrierPort = 5070

  /// The carrier at the stranger's address: a trunk only because we register there.
  private static func registering(_ more: String = "") -> String {
    """
      - name: carrier
        register:
          uri: sip:\(QuickService.menu)@\(TestNetwork.strangerAddress):\(carrierPort)
          user: "\(QuickService.menu)"
          password-file: carrier.password
          expires: 2m
        probe: no
    \(more)

    """
  }

  /// Runs `work` with a service that has this trunk, and a carrier that is there before it.
  private static func with(
    trunk: String = registering(), carrier: (TestBed) async throws -> Void = { _ in },
    _ work: (ServiceUnderTest) async throws -> Void
  ) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      try folder.write(password + "\n", to: "carrier.password")
      let text = try folder.text(of: "switchboard.yaml")
      try folder.write(text.replacing("calls:", with: trunk + "calls:", maxReplacements: 1), to: "switchboard.yaml")
      try await carrier(bed)
      try await work(try await ServiceUnderTest.start(folder, in: bed))
    }
  }

  private static func startKamailio(in bed: TestBed, password: String = password) async throws {
    try await Kamailio.start("kamailio", in: bed, port: carrierPort, values: ["PASSWORD": password])
  }

  private static let registered = "switchboard_trunk_registered"
  private static let label = #"trunk="carrier""#

  @Test func aRegisteringTrunkBringsCallsFromWhereItRegistered() async throws {
    try await Self.with(carrier: { try await Self.startKamailio(in: $0) }) { service in
      try await service.wait(for: Self.registered, Self.label, toBe: 1)
      let caller = try SIPp.start(
        "caller-with-keys", in: service.bed, to: QuickService.menu, from: TestNetwork.strangerAddress,
        toward: "\(TestNetwork.strangerAddress):\(Self.carrierPort)", values: ["KEYS": "19", "CODEC": "0"])
      try await service.wait(for: "switchboard_trunk_calls", Self.label, toBe: 1)
      try await caller.finish()
      let call = try await service.onlyCall()
      #expect(call.call.path.first == "language")
      #expect(call.call.end?.how == "flow-ended")
      try await service.waitUntilNothingIsHeld()
      try await service.wait(for: "switchboard_trunk_calls", Self.label, toBe: 0)
      #expect(!service.program.text(.error).contains(Self.password))
      // The carrier is told that we are gone.
      #expect(try await service.stop() == .code(0))
    }
  }

  /// The carrier's machine may send us what it likes from another port: only its own server is the trunk.
  @Test func anotherProgramOnTheCarriersMachineIsAStranger() async throws {
    try await Self.with(carrier: { try await Self.startKamailio(in: $0) }) { service in
      try await service.wait(for: Self.registered, Self.label, toBe: 1)
      let caller = try SIPp.start(
        "refused-caller", in: service.bed, to: QuickService.menu, from: TestNetwork.strangerAddress,
        values: [
          "STATUS": "407", "HEADER": "Proxy-Authenticate: Digest", "USER": "sipp", "FORMATS": "0 101",
          "ATTRIBUTE": "a=rtpmap:101 telephone-event/8000",
        ])
      try await caller.finish()
      #expect(try await service.calls().isEmpty)
    }
  }

  @Test func aWrongPasswordIsToldAndNotTriedForEver() async throws {
    try await Self.with(carrier: { try await Self.startKamailio(in: $0, password: "another") }) { service in
      try await service.program.waitForLine(containing: "the carrier refused our registration")
      try await service.wait(for: Self.registered, Self.label, toBe: 0)
      #expect(!service.program.text(.error).contains(Self.password))
    }
  }

  @Test func aRegistrarThatNeverBelievesIsAskedThreeTimes() async throws {
    try await Self.withRegistrar("registrar-who-never-believes") { service, registrar in
      try await service.program.waitForLine(containing: "the carrier refused our registration")
      try await registrar.finish()
      try await service.wait(for: Self.registered, Self.label, toBe: 0)
    }
  }

  @Test func aRegistrarThatWantsLongerGetsIt() async throws {
    try await Self.withRegistrar("registrar-who-wants-longer") { service, registrar in
      try await registrar.finish()
      try await service.wait(for: Self.registered, Self.label, toBe: 1)
    }
  }

  private static func withRegistrar(
    _ scenario: String, _ work: (ServiceUnderTest, SIPp) async throws -> Void
  ) async throws {
    try await TestBed.with { bed in
      let folder = try ServiceFolder(.quick, in: bed)
      try folder.write(password + "\n", to: "carrier.password")
      let text = try folder.text(of: "switchboard.yaml")
      try folder.write(
        text.replacing("calls:", with: registering() + "calls:", maxReplacements: 1), to: "switchboard.yaml")
      let registrar = try SIPp.start(
        scenario, in: bed, from: TestNetwork.strangerAddress, port: carrierPort)
      let service = try await ServiceUnderTest.start(folder, in: bed)
      try await work(service, registrar)
    }
  }
}
