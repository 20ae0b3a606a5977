/// `switchboard.yaml`.
enum ConfigurationSchema {
  static let content = SchemaContent(root: Shape.mapping(settings.orEmpty).orNothing)

  private static func section(_ key: String, _ settings: [Setting], _ description: String) -> Setting {
    Setting(key, .mapping(settings.orEmpty), description)
  }

  private static let settings: [Setting] = lines + features + service

  private static let lines: [Setting] =
    [
      section("sip", sip, "Where and as whom SIP is spoken"),
      section("media", media, "Audio"),
      Setting("trunks", .onlyList(of: TrunkSchema.trunk), "The lines to carriers, and who else may call our numbers"),
      section("outbound", TrunkSchema.outbound, "Whom anybody may call through the trunks; nobody, unless it is said"),
      Setting("audio", .onlyList(of: .mapping(audio.orEmpty)), "Sound devices that are lines of the house"),
      section("calls", calls, "How many calls are taken"),
    ]

  private static let service: [Setting] = [
    section(
      "desk",
      [Setting("listen", .form("^.+:[0-9]+$"), "The address and port of the desk, /metrics, /healthz and /readyz")],
      "The desk's HTTP server"),
    Setting("data", .text, "The folder of the record, recordings, releases and synthesized speech"),
    Setting("flows", .text, "The folder of the flows"),
    Setting("prompts", .text, "The folder of the prompts"),
    section(
      "speech",
      [
        Setting(
          "command", .list(of: .text),
          "A program that speaks {text} in {language} into the WAV file {output}, and its arguments")
      ],
      "What speaks words of which there is no recording"),
    section(
      "recordings",
      [
        Setting(
          "keep", .duration, "How long messages and conversations are kept, where a queue says nothing else: 90d")
      ],
      "Recordings"),
    section("lookups", lookups, "What lookups may do"),
    section("messages", messages, "Webhooks and e-mails of flows"),
    section(
      "trace",
      [
        Setting(
          "size", .digits("^(0|[0-9]+(KiB|MiB|GiB))$"),
          "How many recent SIP messages are kept: 1MiB to 1GiB, or 0: 16MiB")
      ],
      "Recent SIP messages"),
    section(
      "log",
      [
        Setting("level", .word(Configuration.Log.levels), "What is logged: info and what is graver"),
        Setting("format", .word(Configuration.Log.Format.allCases.map(\.rawValue)), "For people or for programs"),
      ], "The log, on standard error"),
  ]

  private static let sip: [Setting] = [
    Setting(
      "listen", .list(of: .form("^(udp|tcp|tls|ws|wss)://.+:[0-9]+$")),
      "Where SIP is taken: a transport, an address, a port; IPv6 in brackets"),
    Setting("domain", .text, "The realm of the phones' passwords and the domain of their addresses"),
    Setting("advertise", .text, "Our public address, told to networks that are not local"),
    Setting("local", .list(of: .text), "Networks that are told our own address: 10.0.0.0/8"),
    Setting("session-expires", .duration, "After so long a call whose far side has vanished is over, 90s to 24h: 30m"),
    Setting("min-se", .duration, "The shortest such time that others may ask for, 90s to session-expires: 90s"),
    section(
      "tls",
      [
        Setting("certificate", .text, "A PEM file: our certificate and its chain"),
        Setting("key", .text, "A PEM file: its key"),
        Setting("trust", .text, "A PEM file: who vouches for peers that we connect to; else whom the system trusts"),
      ], "What tls:// and wss:// need"),
  ]

  private static let media: [Setting] = [
    Setting("listen", .text, "The address of RTP; \"::\" for IPv6 and IPv4"),
    Setting("ports", .form("^[0-9]+ ?- ?[0-9]+$"), "The range of RTP's ports, two a leg: 20000-29999"),
    Setting("codecs", .list(of: .word(ConfigurationReader.codecs)), "In the order of preference"),
    Setting(
      "srtp", .word(Configuration.Media.SRTP.allCases.map(\.rawValue)),
      "refused; optional: with whoever wants it; required: calls without it are refused"),
  ]

  private static let audio: [Setting] = [
    Setting("name", .form("^[a-z][a-z0-9-]{0,31}$"), "Who calls, for the flow and the record", isNeeded: true),
    Setting("device", .text, "Its ALSA name: aplay -L lists them", isNeeded: true),
    Setting("number", .text, "What it dials", isNeeded: true),
    Setting(
      "calls-when", .form("^(always|key|level -?[0-9.]+dB)$"),
      "key: a telephone key is heard; level -30dB: somebody speaks; always", isNeeded: true),
  ]

  private static let calls: [Setting] = [
    Setting("at-most", .count(1...1_000_000), "Calls at once; the next get 503 with Retry-After"),
    Setting("new-per-second", .count(1...100_000), "New calls within one second"),
    Setting("drain", .duration, "How long running calls may go on after SIGTERM: 60s"),
  ]

  /// Numbers and keys that the service itself answers.
  private static let features: [Setting] = [
    section(
      "line-test",
      [
        Setting("echo", dialled, "Who dials it hears themselves; no: no such number"),
        Setting("tone", dialled, "Who dials it hears 1020 Hz at -10 dBm0; no: no such number"),
      ], "Numbers by which a phone or a trunk is tried out"),
    section(
      "supervise",
      [
        Setting("listen", beginning, "Hears an agent's conversations: *81201"),
        Setting("whisper", beginning, "Whispers to the agent"), Setting("join", beginning, "Talks with both"),
      ], "The beginnings of the numbers by which a supervisor takes part in an agent's conversations; no: none"),
    section(
      "feature-keys",
      [
        Setting("pause-recording", keys, "Pauses the recording, and lets it go on; no: no such keys"),
        Setting("three-way", keys, "Brings the held caller into the talk with a colleague; no: no such keys"),
      ], "What an agent keys while talking"),
    section(
      "voicemail",
      [
        Setting("number", dialled, "What agents dial to hear the messages of their queues; no: no such number"),
        Setting("outside", dialled, "The same through a trunk; no: nobody hears messages from there"),
        Setting(
          "pin", .word(Configuration.Voicemail.PINDemand.allCases.map(\.rawValue)),
          "elsewhere: the agent's own phone is asked for nothing; always: for the PIN, too"),
      ], "How agents hear messages by phone"),
  ]

  private static let dialled = Shape.digits("^(no|\\+?[0-9*#]{1,20})$")
  private static let beginning = Shape.digits("^(no|[0-9*#]{1,8})$")
  private static let keys = Shape.form("^(no|[*#][0-9*#]{1,3})$")

  private static let lookups: [Setting] = [
    Setting("allow-private", .yesNo, "Whether redirects may lead into private networks: no"),
    Setting("per-host", .count(1...1_000), "How many questions one host is asked at once: 8"),
  ]

  private static let messages: [Setting] = [
    Setting("secret-file", .text, "A file of one line, chmod 600: what webhooks are signed with"),
    Setting("sendmail", .text, "The program that takes e-mails"),
    Setting("from", .form("^[^\\s@]+@[^\\s@]+$"), "Whom e-mails come from; without it none are sent"),
  ]
}
