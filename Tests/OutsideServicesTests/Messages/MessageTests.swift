import CallFlows
import Foundation
import OutsideServices
import Redaction
import Testing
import Timekeeping

private let noon = WallTime(sinceEpoch: .seconds(1_800_000_000))

/// Webhooks, to a real server on this machine.
@Suite(.timeLimit(.minutes(1)))
struct WebhookTests {
  private static let body = Array(#"{"a":1}"#.utf8)

  private func deliver(
    to url: String, secret: String? = "s3cret", limit: Duration = .seconds(20)
  ) async -> DeliveryFailure? {
    let sender = WebhookSender(secret: secret.map { Redacted($0) }, limit: limit)
    var failure: DeliveryFailure?
    do throws(DeliveryFailure) {
      try await sender.deliver(Self.body, to: Redacted(url), id: "m-1", at: noon)
    } catch {
      failure = error
    }
    await sender.stop()
    return failure
  }

  @Test func aDeliveryIsSignedAndKnownByItsIdentifier() async throws {
    try await WebHouse.with { _, _ in
      .json("", status: 204)
    } _: { house, port in
      #expect(await deliver(to: "http://127.0.0.1:\(port)/calls") == nil)
      let arrival = try #require(house.arrivals.first)
      #expect(arrival.method == "POST" && arrival.path == "/calls")
      #expect(arrival.body == Self.body)
      #expect(arrival.fields["idempotency-key"] == "m-1")
      // printf '1800000000.{"a":1}' | openssl dgst -sha256 -hmac s3cret
      #expect(
        arrival.fields["x-switchboard-signature"]
          == "t=1800000000,v1=476d445fc5d734bcaf69961f0de38cb8c2ec42450829655895ca5e064c0765c9")
    }
  }

  @Test func withoutASecretItIsNotSigned() async throws {
    try await WebHouse.with { _, _ in
      .json("ok")
    } _: { house, port in
      #expect(await deliver(to: "http://127.0.0.1:\(port)/", secret: nil) == nil)
      #expect(house.arrivals.first?.fields["x-switchboard-signature"] == nil)
    }
  }

  @Test(arguments: [
    (500, "127.0.0.1 answered with status 500", false), (404, "127.0.0.1 answered with status 404", false),
    (302, "127.0.0.1 redirects with status 302, which a webhook does not follow", false),
    (410, "127.0.0.1 wants no such messages any more (status 410)", true),
  ])
  func whatIsNotTakenFailsInASentence(_ status: Int, _ sentence: String, _ isFinal: Bool) async throws {
    try await WebHouse.with { _, _ in
      WebHouse.Answer(status: status, fields: ["location": "http://169.254.169.254/"])
    } _: { house, port in
      #expect(await deliver(to: "http://127.0.0.1:\(port)/") == DeliveryFailure(sentence, isFinal: isFinal))
      #expect(house.arrivals.count == 1)
    }
  }

  @Test func aReceiverThatNeverAnswersIsNotWaitedFor() async throws {
    try await WebHouse.with { _, _ in
      await forever()
      return .json("")
    } _: { _, port in
      let failure = await deliver(to: "http://127.0.0.1:\(port)/", limit: .milliseconds(300))
      #expect(failure == DeliveryFailure("127.0.0.1 did not answer in time"))
    }
  }

  @Test(arguments: ["ftp://crm.example/", "crm.example", "", "http://", "https://me:secret@crm.example/"])
  func whatIsNoWebAddressIsGivenUp(_ url: String) async {
    #expect(await deliver(to: url)?.isFinal == true)
  }
}

struct RetryPlanTests {
  private static func after(_ seconds: Int) -> WallTime { noon + .seconds(seconds) }

  @Test(arguments: [(1, 5), (2, 10), (3, 20), (4, 40), (10, 2560), (11, 3600), (60, 3600)])
  func thePauseDoublesUpToAnHour(_ attempts: Int, _ pause: Int) {
    let next = RetryPlan().next(afterAttempts: attempts, since: noon, at: noon, chance: 0.5)
    #expect(next == Self.after(pause))
  }

  @Test func theDiceSpreadWhatFailedTogether() {
    let plan = RetryPlan()
    #expect(plan.next(afterAttempts: 2, since: noon, at: noon, chance: 0) == Self.after(8))
    #expect(plan.next(afterAttempts: 2, since: noon, at: noon, chance: 1) == Self.after(12))
  }

  @Test func afterADayItIsGivenUp() {
    let plan = RetryPlan()
    #expect(plan.next(afterAttempts: 30, since: noon, at: Self.after(82_000), chance: 0.5) != nil)
    #expect(plan.next(afterAttempts: 31, since: noon, at: Self.after(84_000), chance: 0.5) == nil)
  }
}

struct MailTextTests {
  private static func mail(
    to recipient: String = "ana@example.com", subject: String = "A call", body: String = "Hello."
  ) throws(DeliveryFailure) -> MailText {
    try MailText(
      from: "desk@example.com", to: Redacted(recipient), subject: Redacted(subject), body: Redacted(body), id: "m-1",
      at: noon)
  }

  @Test func aMailIsPlainTextWithItsFields() throws {
    let text = try Self.mail(body: "Łódź, 5 €\n.\nbye").text
    let parts = text.components(separatedBy: "\n\n")
    #expect(
      parts.first?.components(separatedBy: "\n") == [
        "From: desk@example.com", "To: ana@example.com", "Subject: A call", "Date: Fri, 15 Jan 2027 08:00:00 +0000",
        "Message-ID: <m-1@example.com>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
      ])
    let body = parts.dropFirst().joined().replacingOccurrences(of: "\n", with: "")
    #expect(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == "Łódź, 5 €\n.\nbye")
  }

  @Test(arguments: ["x\r\nBcc: all@example.com", "x\nSubject: other", "x\u{0}y", "Ł", "=?utf-8?B?eA==?="])
  func aSubjectStaysOneField(_ subject: String) throws {
    let text = try Self.mail(subject: subject).text
    let fields = text.components(separatedBy: "\n\n")[0].components(separatedBy: "\n")
    #expect(fields.count { $0.hasPrefix("Subject: ") } == 1)
    #expect(!fields.contains { $0.hasPrefix("Bcc") })
    #expect(fields.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
  }

  @Test func aLongSubjectIsFoldedIntoWordsThatFit() throws {
    let text = try Self.mail(subject: String(repeating: "ż", count: 150)).text
    let lines = text.components(separatedBy: "\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 90 })
    #expect(lines.contains { $0.hasPrefix(" =?utf-8?B?") })
  }

  @Test(arguments: [
    "", "ana", "@example.com", "ana@", "-oQ/tmp@example.com", "ana@example.com,eva@example.com", "a na@example.com",
    "ana@example.com\nBcc: x@example.com", "\"ana\"@example.com", "ana@[127.0.0.1]",
  ])
  func whatIsNoAddressIsRefused(_ address: String) {
    #expect(throws: DeliveryFailure.self) { try Self.mail(to: address) }
  }

  @Test func theMailProgramGetsTheMailAndOneRecipient() async throws {
    let folder = try ScratchFolder()
    let program = folder.path + "/sendmail"
    try "#!/bin/sh\nprintf '%s|' \"$@\" > \(folder.path)/arguments\ncat > \(folder.path)/mail\n"
      .write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let mail = try Self.mail()
    try await MailSender(program: program).deliver(mail)
    #expect(try folder.text("arguments") == "-i|-f|desk@example.com|--|ana@example.com|")
    #expect(try folder.text("mail") == mail.text)
  }

  @Test func aMailProgramThatFailsIsASentence() async throws {
    let failing = MailSender(program: "false")
    await #expect(throws: DeliveryFailure("false ended with exit status 1")) { try await failing.deliver(Self.mail()) }
    let missing = MailSender(program: "/nowhere/sendmail")
    await #expect(throws: DeliveryFailure.self) { try await missing.deliver(Self.mail()) }
  }
}

struct MessageTextTests {
  private static let values: [VariableName: FlowValue] = [
    "order": .text("55\"66{name}"), "count": .number(3), "vip": .yesNo(true), "name": .text("Ana"),
  ]

  @Test func aWebhookIsAnObjectWithItsValuesByName() throws {
    let text = try MessageText.webhook(id: "m-1", call: "c-1", template: "order", values: Self.values)
    #expect(
      text
        == #"{"call":"c-1","id":"m-1","message":"order","values":{"count":3,"name":"Ana","order":"55\"66{name}","vip":true}}"#
    )
  }

  @Test func anEmailIsItsTemplateFilledOnce() throws {
    let mail = try MessageText.email(template: "Order {order}\n{name}: {count} {unknown}", values: Self.values)
    #expect(mail.subject == "Order 55\"66{name}")
    #expect(mail.body == "Ana: 3 {unknown}")
    let plain = try MessageText.email(template: nil, values: ["b": .number(1), "a": .text("x")])
    #expect(plain.body == "a: x\nb: 1")
  }

  @Test func aSecretIsPutIntoNoMessage() {
    #expect(throws: DeliveryFailure.self) {
      try MessageText.webhook(id: "m", call: "c", template: nil, values: ["pin": .secret("1234")])
    }
    #expect(throws: DeliveryFailure.self) { try MessageText.email(template: "{pin}", values: ["pin": .secret("1234")]) }
  }
}
