import CallFlows
import FlowLibrary
import Foundation
import Testing

struct ConfigurationTests {
  private func load(_ text: String, _ environment: [String: String] = [:]) throws -> ConfigurationFile.Result {
    let folder = try FixtureRelease(copyingValid: false)
    try folder.write("switchboard.yaml", text)
    return ConfigurationFile.load(file: nil, environment: environment, workingDirectory: folder.root.path)
  }

  @Test func withoutAFileTheBuiltInDefaultsHold() throws {
    let folder = try FixtureRelease(copyingValid: false)
    let result = ConfigurationFile.load(file: nil, environment: [:], workingDirectory: folder.root.path)
    #expect(result.diagnostics.isEmpty)
    #expect(result.file == nil)
    #expect(result.configuration == Configuration(folder: folder.root.path))
    #expect(result.configuration?.flows == folder.root.path + "/CallFlows")
    #expect(result.configuration?.sip.listen.map(\.description) == ["udp://0.0.0.0:5060", "tcp://0.0.0.0:5060"])
    #expect(result.configuration?.media.ports == 20000...29999)
  }

  @Test(arguments: ["", "# nothing but a comment\n", "---\n"])
  func aFileThatSaysNothingLeavesTheDefaults(_ text: String) throws {
    let result = try load(text)
    #expect(result.diagnostics.isEmpty)
    #expect(result.configuration?.sip == Configuration.SIP())
  }

  @Test func everyKeyIsReadAndRelativePathsAreMeantFromTheFile() throws {
    let folder = try FixtureRelease(copyingValid: false)
    try folder.write(
      "etc/phone.yaml",
      """
      sip:
        listen: [udp://127.0.0.1:5070, "tcp://[::1]:5071", tls://10.0.0.1, wss://10.0.0.1]
        tls: {certificate: cert.pem, key: /etc/key.pem, trust: ../trust.pem}
        domain: phones.example
        advertise: 203.0.113.7
        local: [10.0.0.0/8, 192.0.2.1]
      media: {listen: "::1", ports: 30000-30099, codecs: [pcmu], srtp: refused}
      trunks:
        - {name: carrier, from: [192.0.2.0/24, "2001:db8::1"]}
        - {name: loopback, from: 127.0.0.1}
      calls: {at-most: 50, new-per-second: 5, drain: 2m}
      desk: {listen: "[::1]:9090"}
      data: ../data
      flows: /srv/flows
      prompts: ./Prompts
      speech: {command: [say, "{language}", "{output}", "{text}"]}
      log: {level: debug, format: json}
      """)
    let result = ConfigurationFile.load(
      file: "etc/phone.yaml", environment: [:], workingDirectory: folder.root.path)
    let read = try #require(result.configuration)
    #expect(result.diagnostics.isEmpty)
    #expect(
      read.sip.listen.map(\.description) == [
        "udp://127.0.0.1:5070", "tcp://[::1]:5071", "tls://10.0.0.1:5061", "wss://10.0.0.1:443",
      ])
    #expect(
      read.sip.tls
        == .init(
          certificate: folder.root.path + "/etc/cert.pem", key: "/etc/key.pem", trust: folder.root.path + "/trust.pem"))
    #expect(read.sip.domain == "phones.example")
    #expect(read.sip.advertise == "203.0.113.7")
    #expect(read.sip.local.map(\.description) == ["10.0.0.0/8", "192.0.2.1/32"])
    #expect(read.media.listen == "::1")
    #expect(read.media.ports == 30000...30099)
    #expect(read.media.codecs == ["pcmu"])
    #expect(read.media.srtp == .refused)
    #expect(read.trunks.map(\.name) == ["carrier", "loopback"])
    #expect(read.trunks.map { $0.from.map(\.description) } == [["192.0.2.0/24", "2001:db8::1/128"], ["127.0.0.1/32"]])
    #expect(read.calls.atMost == 50)
    #expect(read.calls.newPerSecond == 5)
    #expect(read.calls.drain == .seconds(120))
    #expect(read.desk == HostAndPort(host: "::1", port: 9090))
    #expect(read.data == folder.root.path + "/data")
    #expect(read.flows == "/srv/flows")
    #expect(read.prompts == folder.root.path + "/etc/Prompts")
    #expect(read.speechCommand == ["say", "{language}", "{output}", "{text}"])
    #expect(read.log.level == "debug")
    #expect(read.log.format == .json)
  }

  @Test func theExampleOfTheManualIsAccepted() throws {
    let result = try load(
      """
      sip:
        listen: [udp://0.0.0.0:5060, tcp://0.0.0.0:5060]
        domain: switchboard.local
        advertise:
        local: [127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, "fc00::/7"]
        tls: {certificate: , key: }
      media:
        listen: 0.0.0.0
        ports: 20000-29999
        codecs: [opus, g722, pcma, pcmu]
        srtp: optional
      trunks:
        - name: loopback
          from: [127.0.0.1]
      calls: {at-most: 5000, new-per-second: 500, drain: 60s}
      outbound: {allow: ["+34", "+44"], per-number-per-day: 5, at-once: 50}
      desk: {listen: 127.0.0.1:8080}
      data: Data
      flows: CallFlows
      prompts: Prompts
      speech: {command: [espeak-ng, -v, "{language}", -w, "{output}", --, "{text}"]}
      log: {level: info, format: text}
      """)
    let read = try #require(result.configuration)
    #expect(result.diagnostics.isEmpty)
    #expect(read.sip == Configuration.SIP())
    #expect(read.media == Configuration.Media())
    #expect(read.calls == Configuration.Calls())
    #expect(read.speechCommand == Configuration(folder: "/").speechCommand)
    #expect(read.trunks.count == 1)
  }

  @Test(arguments: [("90s", 90), ("30m", 1800), ("24h", 86_400), ("89s", nil), ("25h", nil)] as [(String, Int?)])
  func sessionExpiresIsAtLeastAsLongAsTheStandardSays(text: String, seconds: Int?) throws {
    let result = try load("sip:\n  session-expires: \(text)\n")
    #expect(result.configuration?.sip.sessionExpires == seconds.map { Duration.seconds($0) })
    guard seconds == nil else { return }
    #expect(
      result.printer.text(result.diagnostics).hasPrefix(
        "switchboard.yaml:2:20: error: `session-expires` must be from 90s to 24h [bad-value]"))
  }

  @Test func minSEIsAtMostSessionExpires() throws {
    #expect(try load("sip:\n  min-se: 10m\n").configuration?.sip.minSE == .seconds(600))
    let result = try load("sip:\n  session-expires: 5m\n  min-se: 10m\n")
    #expect(result.configuration == nil)
    #expect(
      result.printer.text(result.diagnostics).hasPrefix(
        "switchboard.yaml:3:11: error: `min-se` is longer than `session-expires` [bad-value]"))
    #expect(try load("sip:\n  min-se: 30s\n").configuration == nil)
  }

  @Test(arguments: ["refused", "optional", "required"])
  func srtpIsOneOfThreeWords(_ word: String) throws {
    let result = try load("media: {srtp: \(word)}")
    #expect(result.diagnostics.isEmpty)
    #expect(result.configuration?.media.srtp.rawValue == word)
    let mistaken = try load("media: {srtp: \(word)!}")
    #expect(mistaken.configuration == nil)
    #expect(mistaken.diagnostics.count == 1)
  }

  @Test func aNamedFileThatIsMissingIsAnErrorWithTheRemedy() throws {
    let folder = try FixtureRelease(copyingValid: false)
    let result = ConfigurationFile.load(file: "no.yaml", environment: [:], workingDirectory: folder.root.path)
    #expect(result.configuration == nil)
    #expect(result.diagnostics.map(\.rule) == ["unreadable-file"])
    #expect(result.diagnostics.first?.location.file == "no.yaml")
    #expect(result.diagnostics.first?.mend.isEmpty == false)
  }

  struct Override: CustomTestStringConvertible, Sendable {
    var variable: String
    var value: String
    var isApplied: @Sendable (Configuration) -> Bool
    var testDescription: String { "\(variable)=\(value)" }

    init(_ variable: String, _ value: String, _ isApplied: @escaping @Sendable (Configuration) -> Bool) {
      (self.variable, self.value, self.isApplied) = (variable, value, isApplied)
    }
  }

  @Test(arguments: [
    Override("SIP_LISTEN", "udp://127.0.0.1:0") { $0.sip.listen.map(\.port) == [0] },
    Override("SIP_LISTEN", "udp://127.0.0.1:1, udp://127.0.0.2:2") { $0.sip.listen.map(\.port) == [1, 2] },
    Override("SIP_LISTEN", "[udp://127.0.0.1:1]") { $0.sip.listen.map(\.port) == [1] },
    Override("SIP_LISTEN", "tcp://127.0.0.1:1, ws://127.0.0.2") { $0.sip.listen.map(\.port) == [1, 80] },
    Override("SIP_DOMAIN", "a.example") { $0.sip.domain == "a.example" },
    Override("SIP_ADVERTISE", "192.0.2.9") { $0.sip.advertise == "192.0.2.9" },
    Override("SIP_SESSION_EXPIRES", "90s") { $0.sip.sessionExpires == .seconds(90) },
    Override("SIP_LOCAL", "192.0.2.0/24,fd00::/8") { $0.sip.local.map(\.prefixLength) == [24, 8] },
    Override("MEDIA_LISTEN", "127.0.0.1") { $0.media.listen == "127.0.0.1" },
    Override("MEDIA_PORTS", "4000-4019") { $0.media.ports == 4000...4019 },
    Override("MEDIA_CODECS", "pcmu") { $0.media.codecs == ["pcmu"] },
    Override("MEDIA_SRTP", "required") { $0.media.srtp == .required },
    Override("CALLS_AT_MOST", "7") { $0.calls.atMost == 7 },
    Override("CALLS_NEW_PER_SECOND", "9") { $0.calls.newPerSecond == 9 },
    Override("CALLS_DRAIN", "5s") { $0.calls.drain == .seconds(5) },
    Override("DESK_LISTEN", "localhost:0") { $0.desk == HostAndPort(host: "localhost", port: 0) },
    Override("DATA", "/var/lib/phone") { $0.data == "/var/lib/phone" },
    Override("FLOWS", "Flows") { $0.flows.hasSuffix("/Flows") && $0.flows.hasPrefix("/") },
    Override("PROMPTS", "/srv/prompts") { $0.prompts == "/srv/prompts" },
    Override("SPEECH_COMMAND", "[say, \"{text}, please\", \"{output}\"]") { $0.speechCommand[1] == "{text}, please" },
    Override("LOG_LEVEL", "error") { $0.log.level == "error" },
    Override("LOG_FORMAT", "json") { $0.log.format == .json },
  ])
  func anEnvironmentVariableOverridesTheFile(_ override: Override) throws {
    let file = """
      sip: {listen: [udp://0.0.0.0:5060], domain: b.example, advertise: 198.51.100.1, local: [10.0.0.0/8]}
      media: {listen: 0.0.0.0, ports: 20000-29999, codecs: [pcma]}
      calls: {at-most: 1, new-per-second: 1, drain: 1s}
      log: {level: info, format: text}
      """
    let before = try #require(try load(file).configuration)
    #expect(!override.isApplied(before))
    let result = try load(file, ["SWITCHBOARD_\(override.variable)": override.value])
    #expect(result.diagnostics.isEmpty)
    #expect(override.isApplied(try #require(result.configuration)))
  }

  @Test func aVariableIsShownWithItsMistake() throws {
    let result = try load("", ["SWITCHBOARD_SIP_LISTEN": "udp://0.0.0.0:5060, udp://0.0.0.0:x"])
    #expect(result.configuration == nil)
    #expect(
      result.printer.text(result.diagnostics) == """
        SWITCHBOARD_SIP_LISTEN:1:21: error: an entry of `listen` must be a transport, an address and a port, such as \
        udp://0.0.0.0:5060, not `udp://0.0.0.0:x` [bad-value]
          udp://0.0.0.0:5060, udp://0.0.0.0:x
                              ^
        """)
  }

  @Test func aVariableThatMeansNothingIsAWarning() throws {
    let result = try load("", ["SWITCHBOARD_SIP_LISTENS": "x", "PATH": "/bin", "SWITCHBOARD_CONFIG": "y"])
    #expect(result.configuration != nil)
    #expect(result.diagnostics.map(\.rule) == ["unknown-variable"])
    #expect(result.diagnostics.first?.mend == "did you mean `SWITCHBOARD_SIP_LISTEN`?")
  }

  @Test(arguments: [
    ("udp://0.0.0.0:5060", true), ("udp://[::]:5060", true), ("tls://192.0.2.1", true), ("udp://::1:5060", false),
    ("udp://host:5060", false), ("sip://0.0.0.0:5060", false), ("udp://0.0.0.0:", false), ("udp://", false),
    ("udp://0.0.0.0:65536", false), ("udp://0.0.0.0:-1", false), ("udp://[::1:5060", false), ("", false),
    ("udp://0.0.0.0:5060/x", false),
  ])
  func aListenAddressIsATransportAnAddressAndAPort(_ text: String, _ isOne: Bool) {
    #expect((ListenAddress(text) != nil) == isOne)
  }

  @Test(arguments: [
    ("10.0.0.0/8", true), ("10.0.0.0", true), ("::/0", true), ("fc00::/7", true), ("10.0.0.0/33", false),
    ("fc00::/129", false), ("10.0.0/8", false), ("10.0.0.0/", false), ("10.0.0.0/8/8", false), ("host", false),
    ("10.0.0.0/-1", false), ("", false),
  ])
  func anAddressBlockIsAnAddressAndALength(_ text: String, _ isOne: Bool) {
    #expect((AddressBlock(text) != nil) == isOne)
  }

  @Test(arguments: [("0", 0), ("1MiB", 1 << 20), ("2048KiB", 2 << 20), ("64MiB", 64 << 20), ("1GiB", 1 << 30)])
  func theTraceHasTheSizeThatIsWritten(text: String, octets: Int) throws {
    let written = try load("trace: {size: \(text)}\n")
    #expect(written.diagnostics.isEmpty)
    #expect(written.configuration?.trace.size == octets)
    #expect(try load("", ["SWITCHBOARD_TRACE_SIZE": text]).configuration?.trace.size == octets)
    #expect(try load("").configuration?.trace.size == 16 << 20)
  }

  @Test func recordingsAreKeptForNinetyDaysUnlessItIsWrittenOtherwise() throws {
    #expect(try load("").configuration?.recordings.keep == .seconds(90 * 86_400))
    #expect(try load("recordings: {keep: 14d}\n").configuration?.recordings.keep == .seconds(14 * 86_400))
    let environment = ["SWITCHBOARD_RECORDINGS_KEEP": "36h"]
    #expect(try load("", environment).configuration?.recordings.keep == .seconds(36 * 3600))
    let brief = try load("recordings: {keep: 30m}\n")
    #expect(brief.configuration == nil)
    #expect(brief.printer.text(brief.diagnostics).contains("recordings are kept for 1h at least"))
  }

  @Test(arguments: ["1023KiB", "2GiB", "16", "16MB", "-1MiB", "MiB", "16 MiB", "99999999999999999999MiB", "0MiB"])
  func aTraceOfAnotherSizeIsAMistake(text: String) throws {
    let result = try load("trace: {size: \"\(text)\"}\n")
    #expect(result.configuration == nil)
    #expect(result.printer.text(result.diagnostics).contains("0 or a size from 1MiB to 1GiB"))
  }
}
