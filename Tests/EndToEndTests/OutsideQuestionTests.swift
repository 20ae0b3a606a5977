import Foundation
import Glibc
import Testing

/// Flows that ask programs outside, and tell them: a web server answers, is not there, and comes back.
@Suite(.tags(.endToEnd))
struct OutsideQuestionTests {
  private static let port = 8099
  private static let address = "http://\(TestNetwork.serviceAddress):\(port)"

  private static let flow = """
    flow: outside
    format: 1
    numbers: ["320"]
    languages: [en, es]
    defaults: {wait: 1s, between-keys: 1s, tries: 2, give-up: person, failed: person}
    start: who
    steps:
      who: {lookup: customer, send: {phone: call.from}, keep: customer, found: tell, missing: person, failed: person}
      tell:
        message: webhook
        to: \(address)/cgi-bin/hook
        send: {name: customer.name, wants: "a call"}
        sent: goodbye
        failed: person
      goodbye: {say: goodbye, then: hang-up}
      person: {queue: support, answered: goodbye, nobody: goodbye, full: goodbye, timeout: goodbye}
    """

  private static let lookups = """
    customer:
      get: \(address)/customer.json?phone={phone}
      gives: {name: text, vip: yes-no}
    """

  /// Keeps what is posted, with the header fields that matter.
  private static let hook = """
    #!/bin/sh
    { echo "signature $HTTP_X_SWITCHBOARD_SIGNATURE"; cat; echo; } >> ../posted.txt
    printf 'Content-Type: text/plain\\r\\n\\r\\nok'
    """

  private func webServer(in folder: ServiceFolder, _ bed: TestBed) async throws -> Program {
    let server = try bed.start(
      "web server",
      ["busybox", "httpd", "-f", "-p", "\(TestNetwork.serviceAddress):\(Self.port)", "-h", folder.path + "/web"])
    try await eventually("the web server listens") {
      let address = InternetAddress(TestNetwork.serviceAddress, UInt16(Self.port))
      return try? await HTTPRequest(path: "/customer.json", address: address).response(in: bed.network).status
    } is: {
      $0 == 200
    }
    return server
  }

  private func folder(in bed: TestBed) throws -> ServiceFolder {
    let folder = try ServiceFolder(.quick, in: bed)
    try folder.write(Self.flow, to: "CallFlows/outside.yaml")
    try folder.write(Self.lookups, to: "CallFlows/lookups.yaml")
    try folder.write(#"{"name": "Eva", "vip": true}"#, to: "web/customer.json")
    try folder.write(Self.hook, to: "web/cgi-bin/hook")
    try folder.write("a secret of this test's\n", to: "secret")
    try folder.write(
      try folder.text(of: "switchboard.yaml") + "messages: {secret-file: secret}\n", to: "switchboard.yaml")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: folder.path + "/secret")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/web/cgi-bin/hook")
    return folder
  }

  private func posted(_ folder: ServiceFolder) -> String { (try? folder.text(of: "web/posted.txt")) ?? "" }

  private func call(_ service: ServiceUnderTest, place: Int) async throws {
    let caller = try await BaresipPhone.start(in: service.bed, place: place, tone: 440)
    try await caller.call("320")
    try await caller.waitUntilItIsHungUp(within: .seconds(20))
    await caller.quit()
  }

  @Test func aLookupAnswersTheFlowAndAMessageIsSigned() async throws {
    try await TestBed.with { bed in
      let folder = try folder(in: bed)
      let server = try await webServer(in: folder, bed)
      let service = try await ServiceUnderTest.start(folder, in: bed)
      try await call(service, place: 0)
      let account = try await service.onlyCall()
      #expect(account.call.path == ["who", "tell", "goodbye"])
      #expect(account.values(of: "kept").contains("Eva"))
      let text = try await eventually("the message has arrived") {
        posted(folder)
      } is: {
        $0.contains("Eva")
      }
      #expect(text.contains("signature t="), "\(text)")
      #expect(text.contains(account.call.id) && text.contains("a call"), "\(text)")
      try await service.wait(for: "switchboard_outbox_attempts_total", #"outcome="delivered""#, toBe: 1)
      let metrics = try await service.metrics()
      #expect(metrics["switchboard_lookups_total", #"outcome="found""#] == 1)
      #expect((0...2).contains(metrics["switchboard_lookup_seconds_total"]))
      #expect(metrics["switchboard_outbox_messages"] == 0)
      #expect(try await service.stop() == .code(0))
      await server.stop()
    }
  }

  @Test func withoutTheProgramOutsideTheCallerComesToAPerson() async throws {
    try await TestBed.with { bed in
      let service = try await ServiceUnderTest.start(try folder(in: bed), in: bed)
      let caller = try await BaresipPhone.start(in: bed, place: 0, tone: 440)
      try await caller.call("320")
      try await service.wait(for: "switchboard_tickets_waiting", toBe: 1)
      caller.hangUp()
      try await service.waitUntilNothingIsHeld()
      await caller.quit()
      #expect(try await service.onlyCall().call.path == ["who", "person"])
      #expect(try await service.stop() == .code(0))
    }
  }

  @Test func aMessageOutlivesTheServicesSuddenEnd() async throws {
    try await TestBed.with { bed in
      let folder = try folder(in: bed)
      let flow = Self.flow.replacing("start: who", with: "start: tell").replacing("customer.name", with: "call.to")
        .replacing("send: {name", with: "send: {number")
      // Nobody asks who it is.
      let lines = flow.split(separator: "\n").filter { !$0.contains("who: {lookup") }
      try folder.write(lines.joined(separator: "\n") + "\n", to: "CallFlows/outside.yaml")
      let service = try await ServiceUnderTest.start(folder, in: bed)
      try await call(service, place: 0)
      #expect(try await service.onlyCall().call.path == ["tell", "goodbye"], "it was said to be on its way")
      service.program.signal(SIGKILL)
      #expect(try await service.program.waitForExit() == .signal(SIGKILL))
      let server = try await webServer(in: folder, bed)
      let again = try await ServiceUnderTest.start(folder, in: bed)
      let text = try await eventually("the message has arrived", within: .seconds(120)) {
        posted(folder)
      } is: {
        $0.contains("320")
      }
      #expect(text.contains("a call"))
      #expect(try await again.stop() == .code(0))
      await server.stop()
    }
  }
}
