import CallFlows
import FlowLibrary
import Foundation
import Redaction
import SIPSyntax
import Testing

/// `trunks:` and `outbound:` of the configuration.
struct TrunkConfigurationTests {
  private static func load(_ text: String, password: String? = "secret\n", mode: Int = 0o600) throws
    -> ConfigurationFile.Result
  {
    let folder = try FixtureRelease(copyingValid: false)
    try folder.write("switchboard.yaml", text)
    if let password {
      try folder.write("carrier.password", password)
      let path = folder.root.appending(path: "carrier.password").path
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    return ConfigurationFile.load(file: nil, environment: [:], workingDirectory: folder.root.path)
  }

  private static func trunk(_ lines: String) -> String { "trunks:\n  - name: carrier\n" + lines }

  @Test func `Every key of a trunk is read`() throws {
    let read = try #require(
      try Self.load(
        """
        trunks:
          - name: carrier
            from: [203.0.113.0/24]
            register:
              {uri: "sip:sip.carrier.example:5070", user: auth, password-file: carrier.password, expires: 5m, realm: carrier}
            send-to: sip:out.carrier.example
            priority: 1
            channels: 30
            per-second: 5
            numbers: {form: national, country: 49, national-prefix: 0, international-prefix: 00, strip: 9, prefix: "77#"}
            caller-id: {number: "+34910000000", header: remote-party-id, privacy: no}
            trust-identity: yes
            keys: info
            transfer: refer
            probe: 30s
          - name: spare
            send-to: sip:spare.example
            digest: {user: auth, password-file: carrier.password}
            probe: no
        outbound:
          allow: ["+34", "+44"]
          per-number-per-day: 5
          at-once: 50
          country: 34
          emergency: {numbers: [112, 061], trunk: carrier}
        """
      ).configuration)
    let carrier = try #require(read.trunks.first)
    #expect(carrier.account?.user == "auth")
    #expect(carrier.account?.password.exposed == "secret")
    #expect(carrier.account?.realm == "carrier")
    #expect(carrier.registration?.uri.text == "sip:auth@sip.carrier.example:5070")
    #expect(carrier.registration?.expires == .seconds(300))
    #expect(carrier.sendTo?.host == "out.carrier.example")
    #expect(carrier.priority == 1)
    #expect(carrier.channels == 30)
    #expect(carrier.perSecond == 5)
    #expect(carrier.numbers.form == .national)
    #expect(carrier.numbers.country == "49")
    #expect(carrier.numbers.nationalPrefix == "0")
    #expect(carrier.numbers.internationalPrefix == "00")
    #expect(carrier.numbers.strip == "9")
    #expect(carrier.numbers.prefix == "77#")
    #expect(carrier.callerID.number == "+34910000000")
    #expect(carrier.callerID.header == .remotePartyID)
    #expect(!carrier.callerID.privacy)
    #expect(carrier.trustIdentity)
    #expect(carrier.keys == .info)
    #expect(carrier.transfer == .refer)
    #expect(carrier.probe == .seconds(30))
    let spare = try #require(read.trunks.last)
    #expect(spare.registration == nil)
    #expect(spare.account?.user == "auth")
    #expect(spare.probe == nil)
    #expect(!spare.trustIdentity)
    #expect(read.outbound.allow == ["+34", "+44"])
    #expect(read.outbound.perNumberPerDay == 5)
    #expect(read.outbound.atOnce == 50)
    #expect(read.outbound.numbers.country == "34")
    #expect(read.outbound.numbers.form == .national)
    #expect(read.outbound.emergency.numbers == ["112", "061"])
    #expect(read.outbound.emergency.trunk == "carrier")
  }

  @Test func `Nobody is called unless it is said, and a trunk believes nobody`() throws {
    let read = try #require(try Self.load(Self.trunk("    from: [203.0.113.1]\n")).configuration)
    #expect(read.outbound == Configuration.Outbound())
    #expect(read.outbound.allow.isEmpty)
    #expect(read.outbound.emergency.trunk == nil)
    #expect(read.trunks.first?.trustIdentity == false)
    #expect(read.trunks.first?.probe == .seconds(20))
  }

  struct Mistake: CustomTestStringConvertible, Sendable {
    var text: String
    var rule: String
    var testDescription: String { text }

    init(_ text: String, _ rule: String = "bad-value") {
      (self.text, self.rule) = (text, rule)
    }
  }

  private static let register = "{uri: sip:carrier.example, user: a, password-file: carrier.password}"

  private static let mistakes = [
    Mistake("    chanels: 3\n    send-to: sip:a.example\n", "unknown-key"),
    Mistake(
      "    register: {uri: sip:a.example, user: a, password-file: carrier.password, password: x}\n", "unknown-key"),
    Mistake("    priority: 5\n", "missing-key"),
    Mistake("    register: {user: a, password-file: carrier.password}\n", "missing-key"),
    Mistake("    register: {uri: sip:a.example, password-file: carrier.password}\n", "missing-key"),
    Mistake("    register: {uri: sip:a.example, user: a}\n", "missing-key"),
    Mistake("    register: {uri: sip:a.example, user: a, password-file: missing}\n", "unreadable-file"),
    Mistake("    register: {uri: sip:a.example, user: a, password-file: /}\n", "unreadable-file"),
    Mistake("    register: {uri: a.example, user: a, password-file: carrier.password}\n"),
    Mistake("    register: {uri: tel:+34910, user: a, password-file: carrier.password}\n"),
    Mistake("    register: {uri: sip:a.example, user: a, password-file: carrier.password, expires: 5s}\n"),
    Mistake(
      "    register: {uri: sip:a.example, user: a, password-file: carrier.password, expires: 5}\n", "bad-duration"),
    Mistake("    register: \(register)\n    digest: {user: a, password-file: carrier.password}\n", "conflict"),
    Mistake("    from: [203.0.113.1]\n    digest: {user: a, password-file: carrier.password}\n", "missing-key"),
    Mistake("    send-to: sip:a_b.example\n"), Mistake("    send-to: \"sip:a.example?X=y\"\n"),
    Mistake("    send-to: sip:a:b@a.example\n"), Mistake("    send-to: sip:a.example;transport=sctp\n", "unknown-word"),
    Mistake("    send-to: sips:a.example;transport=udp\n", "unknown-word"),
    Mistake("    send-to: sip:a.example;transport=tls\n", "transport-not-open"),
    Mistake("    send-to: sip:a.example\n    priority: -1\n"), Mistake("    send-to: sip:a.example\n    channels: 0\n"),
    Mistake("    send-to: sip:a.example\n    per-second: many\n"),
    Mistake("    send-to: sip:a.example\n    numbers: {form: local}\n", "unknown-word"),
    Mistake("    send-to: sip:a.example\n    numbers: {form: national}\n", "missing-key"),
    Mistake("    send-to: sip:a.example\n    numbers: {country: +34}\n"),
    Mistake("    send-to: sip:a.example\n    numbers: {country: 034}\n"),
    Mistake("    send-to: sip:a.example\n    numbers: {prefix: 9w9}\n"),
    Mistake("    send-to: sip:a.example\n    numbers: {strip: 12345678901234567}\n"),
    Mistake("    send-to: sip:a.example\n    numbers: {national-prefix: x}\n"),
    Mistake("    send-to: sip:a.example\n    caller-id: {number: 910000000}\n"),
    Mistake("    send-to: sip:a.example\n    caller-id: {header: p-asserted}\n", "unknown-word"),
    Mistake("    send-to: sip:a.example\n    caller-id: {privacy: maybe}\n"),
    Mistake("    send-to: sip:a.example\n    trust-identity: 1\n"),
    Mistake("    send-to: sip:a.example\n    keys: inband\n", "unknown-word"),
    Mistake("    send-to: sip:a.example\n    transfer: blind\n", "unknown-word"),
    Mistake("    send-to: sip:a.example\n    probe: 1s\n"),
    Mistake("    send-to: sip:a.example\n    probe: yes\n", "bad-duration"),
    Mistake("    from: [carrier.example]\n"),
    Mistake("    send-to: sip:a.example\noutbound: {allow: [\"34\"]}\n"),
    Mistake("    send-to: sip:a.example\noutbound: {allow: [\"+\"]}\n"),
    Mistake("    send-to: sip:a.example\noutbound: {per-number-per-day: 0}\n"),
    Mistake("    send-to: sip:a.example\noutbound: {at-once: -1}\n"),
    Mistake("    send-to: sip:a.example\noutbound: {deny: [\"+1\"]}\n", "unknown-key"),
    Mistake("    send-to: sip:a.example\noutbound: {emergency: {numbers: [1]}}\n"),
    Mistake("    send-to: sip:a.example\noutbound: {emergency: {trunk: nobody}}\n"),
    Mistake("    from: [203.0.113.1]\noutbound: {emergency: {trunk: carrier}}\n"),
  ]

  @Test(arguments: mistakes)
  func `A mistake is told with its place and a remedy, and nothing starts`(mistake: Mistake) throws {
    let result = try Self.load(Self.trunk(mistake.text))
    let errors = result.diagnostics.filter { $0.severity == .error }
    #expect(result.configuration == nil)
    #expect(errors.map(\.rule) == [mistake.rule])
    #expect(errors.allSatisfy { $0.location.line >= 2 })
    // The form in the sentence is the remedy of a bad value.
    #expect(errors.allSatisfy { !$0.mend.isEmpty || $0.rule == "bad-value" })
  }

  @Test func `Two trunks of one name are an error`() throws {
    let result = try Self.load(
      "trunks:\n  - {name: a, from: [192.0.2.1]}\n  - {name: a, from: [192.0.2.2]}\n")
    #expect(result.diagnostics.map(\.rule) == ["duplicate-name"])
  }

  private static let registering = trunk("    register: \(register)\n")

  @Test(arguments: [("secret", "secret"), ("secret\r\nnotes\n", "secret"), (" a b \n", " a b "), ("ñ€\n", "ñ€")])
  func `The password is the first line of its file`(content: String, password: String) throws {
    let result = try Self.load(Self.registering, password: content)
    #expect(result.diagnostics.isEmpty)
    #expect(result.configuration?.trunks.first?.account?.password.exposed == password)
  }

  @Test(arguments: ["", "\n", "\nsecret\n", "a\u{0}b\n", String(repeating: "x", count: 1025)])
  func `A file without a usable first line is an error`(content: String) throws {
    let result = try Self.load(Self.registering, password: content)
    #expect(result.diagnostics.map(\.rule) == ["empty-value"])
  }

  @Test(arguments: [(0o644, true), (0o640, true), (0o604, true), (0o600, false), (0o400, false)])
  func `A password file that others can read is warned of`(mode: Int, isOpen: Bool) throws {
    let result = try Self.load(Self.registering, mode: mode)
    #expect(result.configuration != nil)
    #expect(result.diagnostics.map(\.rule) == (isOpen ? ["open-password-file"] : []))
  }

  @Test func `No password is printed, by the configuration or by a diagnostic`() throws {
    let result = try Self.load(Self.registering, password: "open sesame\n", mode: 0o644)
    var text = "\(try #require(result.configuration)) " + result.printer.text(result.diagnostics)
    dump(result.configuration, to: &text)
    #expect(!text.contains("open sesame"))
  }
}
