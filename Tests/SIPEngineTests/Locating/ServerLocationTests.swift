import SIPEngine
import SIPSyntax
import Testing

/// RFC 3263 §4 as timetables of questions and answers.
@Suite struct ServerLocationTests {
  /// A zone by hand; what it does not have does not exist.
  typealias Zone = [DNSQuestion: DNSAnswer]

  private static func records(_ records: DNSRecord..., life: Int = 300) -> DNSAnswer {
    .records(records, timeToLive: .seconds(life))
  }

  private static func srv(_ priority: UInt16, _ weight: UInt16, _ port: UInt16, _ target: String) -> DNSRecord {
    .srv(priority: priority, weight: weight, port: port, target: target)
  }

  private static func naptr(
    _ order: UInt16, _ preference: UInt16, _ service: String, _ replacement: String, flags: String = "s"
  ) -> DNSRecord {
    .naptr(order: order, preference: preference, flags: flags, service: service, replacement: replacement)
  }

  /// What comes of a URI, and which questions were asked on the way.
  private static func locate(
    _ text: String, _ zone: Zone = [:], speaking: Set<SIPFlow.Transport> = [.udp, .tcp, .tls],
    families: ServerLocation.Families = .ipv4, seed: UInt64 = 1
  ) throws -> (end: [String], asked: [String]) {
    guard case .sip(let uri) = try URI(parsing: text) else { throw SIPParseError("no SIP URI") }
    guard let query = ServerQuery(uri) else { return (["no query"], []) }
    var machine = ServerLocation(query, speaking: speaking, families: families, dice: SessionDice(seed: seed))
    var open = machine.start()
    var asked: [String] = []
    while true {
      guard let effect = open.first else { return (["stuck"], asked) }
      open.removeFirst()
      switch effect {
      case .ask(let question):
        asked.append("\(question.kind) \(question.name)")
        open += machine.handle(zone[question] ?? .nothing(timeToLive: .seconds(60)), to: question)
      case .located(let servers):
        return (servers.targets.map { "\($0.transport) \($0.address)" + ($0.domain.map { " \($0)" } ?? "") }, asked)
      case .nowhere: return (["nowhere"], asked)
      case .failed: return (["failed"], asked)
      }
    }
  }

  struct Direct: CustomTestStringConvertible, Sendable {
    var uri: String
    var end: String
    var speaking: Set<SIPFlow.Transport> = [.udp, .tcp, .tls, .ws, .wss]
    var testDescription: String { uri }
  }

  @Test(arguments: [
    Direct(uri: "sip:192.0.2.1", end: "udp 192.0.2.1:5060"),
    Direct(uri: "sip:192.0.2.1:5070", end: "udp 192.0.2.1:5070"),
    Direct(uri: "sip:192.0.2.1;transport=tcp", end: "tcp 192.0.2.1:5060"),
    Direct(uri: "sip:192.0.2.1;transport=TLS", end: "tls 192.0.2.1:5061 192.0.2.1"),
    Direct(uri: "sips:192.0.2.1", end: "tls 192.0.2.1:5061 192.0.2.1"),
    Direct(uri: "sips:192.0.2.1;transport=tcp", end: "tls 192.0.2.1:5061 192.0.2.1"),
    Direct(uri: "sips:192.0.2.1;transport=ws", end: "wss 192.0.2.1:443 192.0.2.1"),
    Direct(uri: "sip:[2001:db8::1]", end: "udp [2001:db8::1]:5060"),
    Direct(uri: "sip:carrier.example;maddr=192.0.2.9", end: "udp 192.0.2.9:5060"),
    Direct(uri: "sips:192.0.2.1;transport=udp", end: "no query"),
    Direct(uri: "sip:192.0.2.1;transport=sctp", end: "no query"),
    Direct(uri: "sip:192.0.2.1;transport=tcp", end: "failed", speaking: [.udp]),
    Direct(uri: "sips:192.0.2.1", end: "failed", speaking: [.udp]),
    Direct(uri: "sip:192.0.2.1", end: "tcp 192.0.2.1:5060", speaking: [.tcp]),
  ])
  func `An IP literal needs no name server`(direct: Direct) throws {
    let (end, asked) = try Self.locate(direct.uri, speaking: direct.speaking)
    #expect(end == [direct.end])
    #expect(asked.isEmpty)
  }

  private static let addresses: Zone = [
    DNSQuestion("carrier.example", .a): records(.address("192.0.2.1"), .address("192.0.2.2")),
    DNSQuestion("carrier.example", .aaaa): records(.address("2001:db8::1")),
    DNSQuestion("a.carrier.example", .a): records(.address("192.0.2.11")),
    DNSQuestion("b.carrier.example", .a): records(.address("192.0.2.12"), life: 40),
    DNSQuestion("c.carrier.example", .a): records(.address("192.0.2.13")),
  ]

  @Test func `A port in the URI skips NAPTR and SRV`() throws {
    let (end, asked) = try Self.locate("sip:carrier.example:5070", Self.addresses)
    #expect(end == ["udp 192.0.2.1:5070", "udp 192.0.2.2:5070"])
    #expect(asked == ["a carrier.example"])
  }

  @Test func `A transport in the URI skips NAPTR`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("_sip._tcp.carrier.example", .srv)] = Self.records(Self.srv(1, 0, 5080, "A.Carrier.example."))
    let (end, asked) = try Self.locate("sip:carrier.example;transport=tcp", zone)
    #expect(end == ["tcp 192.0.2.11:5080"])
    #expect(asked == ["srv _sip._tcp.carrier.example", "a a.carrier.example"])
  }

  @Test func `The first recommendation by order and preference that we speak is followed`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("carrier.example", .naptr)] = Self.records(
      Self.naptr(20, 1, "SIP+D2U", "_sip._udp.carrier.example"),
      Self.naptr(10, 50, "SIP+D2T", "other.carrier.example."),
      Self.naptr(10, 20, "SIP+D2S", "_sip._sctp.carrier.example"), Self.naptr(10, 10, "SIP+D2U", "x", flags: "u"),
      Self.naptr(5, 1, "E2U+sip", "nowhere.example"))
    zone[DNSQuestion("other.carrier.example", .srv)] = Self.records(Self.srv(1, 1, 5062, "a.carrier.example"))
    let (end, asked) = try Self.locate("sip:carrier.example", zone)
    #expect(end == ["tcp 192.0.2.11:5062"])
    #expect(asked == ["naptr carrier.example", "srv other.carrier.example", "a a.carrier.example"])
    let withoutTCP = try Self.locate("sip:carrier.example", zone, speaking: [.udp])
    #expect(withoutTCP.asked.contains("srv _sip._udp.carrier.example"))
  }

  @Test func `sips takes only what is protected, and shows the domain of the URI for the certificate`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("carrier.example", .naptr)] = Self.records(
      Self.naptr(1, 1, "SIP+D2U", "_sip._udp.carrier.example"),
      Self.naptr(2, 1, "SIPS+D2T", "_sips._tcp.carrier.example"))
    zone[DNSQuestion("_sips._tcp.carrier.example", .srv)] = Self.records(Self.srv(1, 1, 5061, "b.carrier.example"))
    #expect(try Self.locate("sips:carrier.example", zone).end == ["tls 192.0.2.12:5061 carrier.example"])
    #expect(try Self.locate("sips:carrier.example", Self.addresses).end.allSatisfy { $0.hasPrefix("tls") })
  }

  @Test func `Without NAPTR every transport's SRV is asked for, and UDP is preferred`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("_sip._tcp.carrier.example", .srv)] = Self.records(Self.srv(1, 1, 5060, "a.carrier.example"))
    #expect(try Self.locate("sip:carrier.example", zone).end == ["tcp 192.0.2.11:5060"])
    zone[DNSQuestion("_sip._udp.carrier.example", .srv)] = Self.records(Self.srv(1, 1, 5060, "b.carrier.example"))
    let (end, asked) = try Self.locate("sip:carrier.example", zone)
    #expect(end == ["udp 192.0.2.12:5060"])
    #expect(asked.filter { $0.hasPrefix("srv") }.count == 3)
  }

  @Test func `Without any SRV the name's own addresses are tried at the standard port`() throws {
    let plain = try Self.locate("sip:carrier.example", Self.addresses)
    #expect(plain.end == ["udp 192.0.2.1:5060", "udp 192.0.2.2:5060"])
    #expect(
      try Self.locate("sip:carrier.example;transport=tls", Self.addresses).end == [
        "tls 192.0.2.1:5061 carrier.example", "tls 192.0.2.2:5061 carrier.example",
      ])
    #expect(
      try Self.locate("sip:carrier.example:5060", Self.addresses, families: [.ipv4, .ipv6]).end.first
        == "udp [2001:db8::1]:5060")
  }

  @Test func `A service that is decidedly not offered is not looked for elsewhere`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("_sip._tcp.carrier.example", .srv)] = Self.records(Self.srv(0, 0, 0, "."))
    #expect(try Self.locate("sip:carrier.example;transport=tcp", zone).end == ["nowhere"])
  }

  @Test func `A lower priority comes first, and within one the weights decide how often`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("_sip._udp.carrier.example", .srv)] = Self.records(
      Self.srv(20, 100, 5060, "c.carrier.example"), Self.srv(10, 75, 5060, "a.carrier.example"),
      Self.srv(10, 25, 5060, "b.carrier.example"))
    var first: [String: Int] = [:]
    for seed in 0..<400 {
      let end = try Self.locate("sip:carrier.example;transport=udp", zone, seed: UInt64(seed)).end
      #expect(end.count == 3)
      #expect(end.last == "udp 192.0.2.13:5060")
      first[end.first ?? "", default: 0] += 1
    }
    #expect((270...330).contains(first["udp 192.0.2.11:5060"] ?? 0), "\(first)")
    #expect(first["udp 192.0.2.11:5060", default: 0] + first["udp 192.0.2.12:5060", default: 0] == 400)
  }

  @Test func `A server without weight is drawn now and then`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("_sip._udp.carrier.example", .srv)] = Self.records(
      Self.srv(1, 0, 5060, "a.carrier.example"), Self.srv(1, 9, 5060, "b.carrier.example"))
    let first = try (0..<200).map {
      try Self.locate("sip:carrier.example;transport=udp", zone, seed: UInt64($0)).end.first
    }
    #expect((5...50).contains(first.count { $0 == "udp 192.0.2.11:5060" }))
  }

  @Test func `A target whose address is unknown is left out`() throws {
    var zone = Self.addresses
    zone[DNSQuestion("_sip._udp.carrier.example", .srv)] = Self.records(
      Self.srv(1, 1, 5060, "gone.example"), Self.srv(2, 1, 5060, "a.carrier.example"),
      Self.srv(3, 1, 5060, "192.0.2.99"))
    let end = try Self.locate("sip:carrier.example;transport=udp", zone).end
    #expect(end == ["udp 192.0.2.11:5060", "udp 192.0.2.99:5060"])
  }

  @Test func `Nothing there is one thing, name servers that do not answer another`() throws {
    #expect(try Self.locate("sip:nobody.example").end == ["nowhere"])
    let dead: Zone = [DNSQuestion("carrier.example", .a): .failed]
    #expect(try Self.locate("sip:carrier.example:5060", dead).end == ["failed"])
    #expect(try Self.locate("sip:carrier.example", dead).end == ["failed"])
  }

  @Test func `The answer holds as long as the shortest record behind it`() throws {
    var machine = ServerLocation(
      ServerQuery(host: "carrier.example", transport: .udp), speaking: [.udp], families: .ipv4,
      dice: SessionDice(seed: 1))
    #expect(machine.start() == [.ask(DNSQuestion("_sip._udp.carrier.example", .srv))])
    let srv = Self.records(Self.srv(1, 1, 5060, "b.carrier.example"), life: 3600)
    #expect(
      machine.handle(srv, to: DNSQuestion("_sip._udp.carrier.example", .srv)) == [
        .ask(DNSQuestion("b.carrier.example", .a))
      ])
    let target = ServerTarget(transport: .udp, address: TransportAddress(host: "192.0.2.12", port: 5060))
    #expect(
      machine.handle(Self.records(.address("192.0.2.12"), life: 40), to: DNSQuestion("b.carrier.example", .a)) == [
        .located(LocatedServers(targets: [target], timeToLive: .seconds(40)))
      ])
  }

  @Test func `An answer that nobody waits for changes nothing`() {
    var machine = ServerLocation(
      ServerQuery(host: "carrier.example"), speaking: [.udp], families: .ipv4, dice: SessionDice(seed: 1))
    #expect(machine.handle(.failed, to: DNSQuestion("carrier.example", .naptr)) == [])
    _ = machine.start()
    #expect(machine.start() == [])
    #expect(machine.handle(.failed, to: DNSQuestion("evil.example", .naptr)) == [])
    #expect(machine.handle(.failed, to: DNSQuestion("carrier.example", .naptr)).count == 1)
    #expect(machine.handle(.failed, to: DNSQuestion("carrier.example", .naptr)) == [])
  }

  @Test func `Of a flood of records sixteen are looked at`() throws {
    var zone: Zone = [:]
    let many = (0..<200).map { Self.srv(1, 1, 5060, "h\($0).example") }
    zone[DNSQuestion("_sip._udp.carrier.example", .srv)] = .records(many, timeToLive: .seconds(60))
    for number in 0..<200 {
      let hosts = (0..<200).map { DNSRecord.address("192.0.\(number % 250).\($0)") }
      zone[DNSQuestion("h\(number).example", .a)] = .records(hosts, timeToLive: .seconds(60))
    }
    let (end, asked) = try Self.locate("sip:carrier.example;transport=udp", zone)
    #expect(end.count == 16)
    #expect(asked.count == 17)
  }
}
