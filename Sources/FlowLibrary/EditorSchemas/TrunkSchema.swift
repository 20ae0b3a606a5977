/// `trunks` and `outbound` of `switchboard.yaml`.
enum TrunkSchema {
  private typealias Trunk = Configuration.Trunk

  static let trunk = Shape.mapping(settings.orEmpty)

  private static func section(_ key: String, _ settings: [Setting], _ description: String) -> Setting {
    Setting(key, .mapping(settings.orEmpty), description)
  }

  private static let settings: [Setting] = [
    Setting("name", .text, "The trunk's name, unique among trunks", isNeeded: true),
    Setting("from", .list(of: .text), "These addresses, or blocks of them, may send us calls: 203.0.113.0/24"),
    section("register", register, "We register there; calls from that server are this trunk's, too"),
    section("digest", account, "The account that answers challenges to calls that we send"),
    Setting("send-to", uri, "Where calls go; without it to the registrar"),
    Setting("priority", .count(0...1000), "The lowest is tried first: 10"),
    Setting("channels", .count(1...100_000), "Calls at once, of both directions"),
    Setting("per-second", .count(1...10_000), "New calls that we send within one second"),
    section(
      "numbers",
      writing + numbers, "How numbers are written"),
    section(
      "caller-id",
      [
        Setting("number", .form("^\\+[1-9][0-9]{6,14}$"), "Shown whoever calls; without it the caller's own"),
        Setting("header", .word(Trunk.CallerID.Header.allCases.map(\.rawValue)), "Where the number is told"),
        Setting("privacy", .yesNo, "Whether the carrier lets us withhold a number: yes"),
      ], "The caller's number"),
    Setting("trust-identity", .yesNo, "Whether its P-Asserted-Identity, Diversion and History-Info are believed: no"),
    Setting("keys", .word(Trunk.Keys.allCases.map(\.rawValue)), "How keyed digits travel"),
    Setting("transfer", .word(Trunk.Transfer.allCases.map(\.rawValue)), "How a call is handed to an outside number"),
    Setting(
      "probe", .either([.word(["no"]), .duration]),
      "How often OPTIONS asks whether it is there, 10s to 1h: 20s; no: never"),
  ]

  private static let writing: [Setting] = [
    Setting(
      "form", .word(Trunk.Numbers.Form.allCases.map(\.rawValue)),
      "How the carrier writes numbers: +34910000000, 34910000000, or national"),
    Setting("strip", dialString, "Taken off every number that comes in"),
    Setting("prefix", dialString, "Put before every number that is dialled"),
  ]

  private static let uri = Shape.form("^(sip|sips):[^\\s]+$")
  private static let dialString = Shape.either([.digits("^[0-9+*#]{0,16}$")])

  private static let account: [Setting] = [
    Setting("user", .text, "The account's user", isNeeded: true),
    Setting("password-file", .text, "A file of one line, chmod 600", isNeeded: true),
    Setting("realm", .text, "Only this realm may ask for the password; without it the first that asks"),
  ]

  private static let register: [Setting] = registrar + account

  private static let registrar: [Setting] =
    [
      Setting("uri", uri, "Whom we register; the host is the registrar", isNeeded: true),
      Setting("expires", .duration, "What we ask for, 1m to 1d; the carrier's wish goes before it"),
    ]

  private static let numbers: [Setting] = [
    Setting("country", .digits("^[1-9][0-9]{0,2}$"), "The country code of numbers without one: 34"),
    Setting("national-prefix", .digits("^[0-9]{0,4}$"), "Before national numbers: 0 in Germany"),
    Setting("international-prefix", .digits("^[0-9]{0,4}$"), "Before those of other countries: 00"),
  ]

  static let outbound: [Setting] = limits + numbers

  private static let limits: [Setting] =
    [
      Setting("allow", .list(of: .form("^\\+[1-9][0-9]{0,14}$")), "What a number must begin with: \"+34\""),
      Setting("per-number-per-day", .count(1...10_000), "Calls to one number; the day is that of UTC"),
      Setting("at-once", .count(1...100_000), "Outgoing calls over all trunks"),
      section(
        "emergency",
        [
          Setting("numbers", .list(of: .digits("^[0-9]{2,6}$")), "Such numbers are refused unless a trunk is named"),
          Setting("trunk", .text, "The trunk for them"),
        ], "Emergency numbers"),
    ]
}
